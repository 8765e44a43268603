"""A customer's detail with his chart and debts, and his timeline, as an operator sees them."""

import re

import pytest

pytestmark = pytest.mark.zone

BLOCKS = "▁▂▃▄▅▆▇█"


@pytest.fixture
def customer(database):
    """One with use in the log, an open payment and nothing else that the console did."""
    user, phone, name = database.one(
        "SELECT u.id::text, u.phone_number, u.full_name FROM public.users u JOIN public.transactions t ON t.user_id = u.id "
        "WHERE EXISTS (SELECT FROM public.daily_usage_logs l WHERE l.user_id = u.id) AND NOT u.is_unlimited_user "
        "AND NOT u.is_blocked AND u.manual_debt_mb = 0 AND NOT EXISTS (SELECT FROM public.users o WHERE o.id <> u.id "
        "AND o.full_name = u.full_name) ORDER BY u.phone_number LIMIT 1")
    return {"id": user, "phone": "0" + phone[3:], "name": name}


@pytest.fixture
def act(run):
    def go(action, *arguments):
        result = run("act", action, *arguments, "--yes")
        assert result.code == 0, result.err
        return result.out

    return go


def open_customer(console, customer, **options):
    screen = console("users", **options)
    screen.wait_for("1/200")
    screen.press("/")
    screen.type(customer["phone"])
    screen.press("enter")
    screen.wait_for(lambda t: customer["phone"] in "\n".join(t.lines()[2:]) and "1/1" in t.text())
    screen.press("enter")
    screen.wait_for("Access")
    return screen


def open_timeline(console, customer, **options):
    screen = open_customer(console, customer, **options)
    screen.press("T")
    screen.wait_for("Timeline of")
    return screen


def read_to_the_end(screen):
    """All lines of a detail, gathered page by page."""
    seen, before = [], None
    while screen.text() != before:
        before = screen.text()
        seen += [line for line in screen.lines() if line not in seen]
        screen.press("pgdn")
        try:
            screen.wait_for(lambda t, before=before: t.text() != before, timeout=1)
        except AssertionError:
            break
    return seen


def cursor_lines(screen):
    """Those that are drawn in reverse or in another ground than the rest; [] on a screen without a cursor."""
    looks = {}
    for y in range(2, screen.screen.lines - 3):
        cell = screen.cell(y, 2)
        looks.setdefault((cell.bg, cell.reverse), []).append(screen.lines()[y])
    return min(looks.values(), key=len) if len(looks) == 2 else []


def test_detail_shows_chart_debts_and_sums(console, customer, act):
    act("debts.add", "--id", customer["id"], "mb=20GB", "price=160000", "note=lent in August")
    act("debts.add", "--id", customer["id"], "mb=1", "price=200000", "due=2024-01-31")
    act("debts.settle_oldest", "--id", customer["id"], "mb=1500", "note=cash")
    screen = open_customer(console, customer)
    lines = read_to_the_end(screen)
    text = "\n".join(lines)
    bars = [line for line in lines if any(block in line for block in BLOCKS)]
    assert "Use, last 30 days" in text and len(bars) >= 3
    assert "·" in bars[-1]  # a day without use
    assert re.search(r"\b(MB|GB) a day, most on \d\d \w{3}", text)
    assert re.search(r"20 GB +1500 MB +18980 MB +Rp 148,281", text)
    assert re.search(r"2024-01-31 Unlimited +- Unlimited +Rp 200,000", text)
    assert re.search(r"sum +20 GB +1500 MB +18980 MB +Rp 348,281", text)
    assert "1500 MB (Rp 11,719) settled by" in text and "cash" in text
    assert all(len(line) <= 80 for line in lines)


def test_timeline_tells_each_thing_once(console, customer, act, database):
    act("quota.inject", "--id", customer["id"], "mb=10GB")
    act("users.block", "--id", customer["id"], "reason=late payment")
    database.all("INSERT INTO public.admin_action_logs (id, target_user_id, action_type, details, created_at) "
                 "VALUES (gen_random_uuid(), %s, 'RESET_PASSWORD', 'by phone', now() - interval '1 minute')", customer["id"])
    screen = open_timeline(console, customer)
    screen.wait_for("Payment BELI-")
    text = screen.text()
    heads = [line for line in screen.lines() if re.match(r"│ \d{4}-", line)]
    assert sum("Block by" in line for line in heads) == 1 and sum("Inject quota by" in line for line in heads) == 1
    assert text.index("Block by") < text.index("Inject quota by") < text.index("RESET_PASSWORD") < text.index("Payment BELI-")
    assert "reason - → late payment" in text and "router main: done" in text
    assert re.search(r"bought \d+ [MG]B → \d+ [MG]B", text)


def test_entries_open_and_close(console, customer, act, database):
    act("users.block", "--id", customer["id"], "reason=late payment")
    database.all("INSERT INTO public.quota_mutation_ledger (id, user_id, source, before_state, after_state, created_at) VALUES "
                 "(gen_random_uuid(), %s, 'portal.gift', '{\"manual_debt_mb\": 0}', '{\"manual_debt_mb\": 1024}', "
                 "now() - interval '1 minute')", customer["id"])
    screen = open_timeline(console, customer)
    screen.wait_for(lambda t: any("Block by" in line for line in cursor_lines(t)))
    screen.press("enter")
    screen.wait_for("Before and after")
    assert "late payment" in screen.text()
    screen.press("esc")
    screen.wait_for("Timeline of")
    screen.press("j")
    screen.wait_for(lambda t: any("portal.gift" in line for line in cursor_lines(t)))
    screen.press("enter")
    screen.wait_for("Change in the portal's ledger")
    assert "manual debt 0 MB → 1 GB" in screen.text()
    screen.press("esc", "j")
    screen.wait_for(lambda t: any("Payment BELI-" in line for line in cursor_lines(t)))
    screen.press("enter")
    screen.wait_for(lambda t: re.search(r"│ order +BELI-", t.text()))
    assert re.search(r"│ amount +Rp \d", screen.text())
    screen.press("esc")
    screen.wait_for("Timeline of")
    screen.press("esc")
    screen.wait_for("Access")


def test_an_action_from_the_timeline_appears_on_it(console, customer, act):
    screen = open_timeline(console, customer)
    screen.wait_for("Payment BELI-")
    screen.press("b")
    screen.wait_for("Reason")
    screen.type("late")
    screen.press("enter")
    screen.wait_for("enter Apply")
    screen.press("enter")
    screen.wait_for(lambda t: "Timeline of" in t.text() and "Block by" in t.text())
    assert "reason - → late" in screen.text()


def test_a_long_timeline_comes_page_by_page(console, customer, database):
    database.all("INSERT INTO public.admin_action_logs (id, target_user_id, action_type, created_at) "
                 "SELECT gen_random_uuid(), %s, 'NOTE_' || i, now() + make_interval(mins => i) FROM generate_series(1, 130) i",
                 customer["id"])
    screen = open_timeline(console, customer)
    seen = []
    screen.wait_for("NOTE_130")
    for number in range(130, 0, -1):
        screen.wait_for(lambda t, number=number: any(re.search(rf"NOTE_{number}\b", line) for line in cursor_lines(t)))
        seen.append(number)
        screen.press("j")
    screen.wait_for(lambda t: any("Payment BELI-" in line for line in cursor_lines(t)))
    screen.press("g")
    screen.wait_for(lambda t: any("NOTE_130" in line for line in cursor_lines(t)))
    assert len(seen) == 130


def test_what_happens_meanwhile_appears_above_and_the_cursor_stays(console, customer, database):
    database.all("INSERT INTO public.admin_action_logs (id, target_user_id, action_type, created_at) "
                 "SELECT gen_random_uuid(), %s, 'NOTE_' || i, now() - make_interval(secs => i) FROM generate_series(1, 9) i",
                 customer["id"])
    screen = open_timeline(console, customer)
    screen.wait_for("NOTE_5")
    screen.press("j", "j")
    screen.wait_for(lambda t: any("NOTE_3" in line for line in cursor_lines(t)))
    database.all("INSERT INTO public.admin_action_logs (id, target_user_id, action_type) VALUES (gen_random_uuid(), %s, 'NEWEST')",
                 customer["id"])
    database.all("SELECT pg_notify('hotspot_console', 'users')")
    screen.wait_for("NEWEST")
    assert any("NOTE_3" in line for line in cursor_lines(screen))
    screen.press("g")
    screen.wait_for(lambda t: any("NEWEST" in line for line in cursor_lines(t)))


@pytest.mark.parametrize("columns", [40, 60])
def test_narrow(console, customer, act, columns):
    act("debts.add", "--id", customer["id"], "mb=20GB", "note=lent in August to a good customer")
    screen = open_customer(console, customer, columns=columns)
    lines = read_to_the_end(screen)
    text = "\n".join(lines)
    assert any(block in text for block in BLOCKS) and "sum" in text and "20 GB" in text
    screen.press("T")
    screen.wait_for("Add debt")
    line = screen.line_with("Add debt")
    assert re.match(r"│ \d\d-\d\d \d\d:\d\d Add debt" if columns == 40 else r"│ \d{4}-\d\d-\d\d \d\d:\d\d:\d\d Add debt", line)


def test_ascii(console, customer, act):
    act("quota.inject", "--id", customer["id"], "mb=10GB")
    screen = open_customer(console, customer, env={"LANG": "C"})
    lines = read_to_the_end(screen)
    chart = lines[next(i for i, line in enumerate(lines) if "Use, last" in line):]
    assert any("#" in line for line in chart[:6]) and "_" in chart[4]
    screen.press("T")
    screen.wait_for("Inject quota")
    assert re.search(r"bought \d+ [MG]B -> \d+ [MG]B", screen.text())
    assert not re.search(r"[^\x00-\x7f]", screen.text())


def test_debt_item_from_its_pane(console, customer, act):
    act("debts.add", "--id", customer["id"], "mb=20GB", "price=160000", "note=lent")
    act("debts.add", "--id", customer["id"], "mb=5GB", "price=40000", "due=2024-01-31")
    screen = console("debts")
    screen.wait_for("1/")
    screen.press("/")
    screen.type(customer["phone"])
    screen.press("enter")
    screen.wait_for("/2")
    screen.press("enter")
    screen.wait_for("Debt item")
    lines = read_to_the_end(screen)
    text = "\n".join(lines)
    assert "its own" in text and "All open debts: 2" in text
    assert len([line for line in lines if re.match(r"│ >", line)]) == 1
    assert "Rp 200,000" in next(line for line in lines if re.search(r"\bsum\b", line))
    screen.press("w")
    screen.wait_for("Access")
    screen.press("esc")
    screen.wait_gone("Access")
    screen.press("T")
    screen.wait_for("Timeline of")


def test_hostile_texts_stay_texts(console, customer, database):
    database.all("INSERT INTO public.admin_action_logs (id, target_user_id, action_type, details) "
                 "VALUES (gen_random_uuid(), %s, E'\\x1b[31mEVIL', E'a\\x1b]0;owned\\x07b\\u202eend')", customer["id"])
    screen = open_timeline(console, customer)
    screen.wait_for("EVIL")
    screen.press("enter")
    screen.wait_for("Action in the portal")
    assert b"\x1b]0;owned" not in screen.raw and "\u202e".encode() not in screen.raw and b"\x1b[31mEVIL" not in screen.raw
