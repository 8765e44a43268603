"""Pages on wide screens: two columns, and rows that are chosen and opened."""

import re

import pytest
from test_timeline import act, customer, open_customer  # noqa: F401  (fixtures)

LEFT, RIGHT = slice(0, 60), slice(60, 120)
TIMELINE = "Timeline, the last"  # the heading; its key stands below the page
THEMES = ("dark", "light", "contrast", "mono")


def grounds(screen):
    """Ground and reverse of each cell of the page, by row."""
    return [[(cell.bg, cell.reverse) for cell in (screen.cell(y, x) for x in range(screen.screen.columns))]
            for y in range(2, screen.screen.lines - 3)]


def chosen(screen, before):
    """The text of the cells whose ground differs from what it was when nothing was chosen, line by line."""
    lines = []
    for y, (was, now) in enumerate(zip(before, grounds(screen)), 2):
        text = "".join(screen.cell(y, x).data for x in range(screen.screen.columns) if was[x] != now[x])
        lines += [text.strip()] if text.strip() else []
    return lines


def choose(screen, before, key, what):
    """Presses the key until a row with that text is chosen."""
    for _ in range(60):
        if any(what in line for line in chosen(screen, before)):
            return
        shown = screen.text(), chosen(screen, before)
        screen.press(key)
        screen.wait_for(lambda t, shown=shown: (t.text(), chosen(t, before)) != shown)
    raise AssertionError(f"{what} was never chosen:\n{screen.text()}")


def device_of(database, customer):
    return database.one("SELECT mac_address FROM public.user_devices WHERE user_id = %s ORDER BY last_seen_at DESC, mac_address",
                        customer["id"])


def test_a_wide_page_has_two_columns(console, customer, database):  # noqa: F811
    screen = open_customer(console, customer, rows=50, columns=120)
    screen.wait_for(TIMELINE)
    left = "\n".join(line[LEFT] for line in screen.lines())
    right = "\n".join(line[RIGHT] for line in screen.lines())
    assert "Who" in left and "Access" in left and "Quota" in left
    assert TIMELINE in right and "Router" in right and TIMELINE not in left
    screen.resize(50, 109)
    screen.wait_for(lambda t: t.line_with("Router") and t.line_with("Router").index("Router") < 10)
    screen.resize(50, 120)
    screen.wait_for(lambda t: "Router" in "\n".join(line[RIGHT] for line in t.lines()))


def test_rows_open_and_the_page_comes_back_as_it_was(console, customer, database):  # noqa: F811
    mac = device_of(database, customer)
    screen = open_customer(console, customer, rows=50, columns=120)
    screen.wait_for(mac)
    before = grounds(screen)
    choose(screen, before, "j", mac)
    row = chosen(screen, before)
    screen.press("enter")
    screen.wait_for(lambda t: "Devices" in t.text() and TIMELINE not in t.text() and mac in t.text())
    screen.press("esc")
    screen.wait_for(TIMELINE)
    assert chosen(screen, before) == row
    screen.press("k")
    screen.wait_for(lambda t: chosen(t, before) and chosen(t, before) != row)


def test_a_payment_opens_from_the_customer(console, customer, database):  # noqa: F811
    order = database.one("SELECT midtrans_order_id FROM public.transactions WHERE user_id = %s ORDER BY created_at DESC, "
                         "midtrans_order_id DESC", customer["id"])
    screen = open_customer(console, customer, rows=60, columns=130)
    screen.wait_for(order[-6:])
    choose(screen, grounds(screen), "j", order[-6:])
    screen.press("enter")
    screen.wait_for("What happened")
    assert screen.line_with("order").split()[-1].strip("│ ") or order in screen.text()
    screen.press("esc")
    screen.wait_for(TIMELINE)


def first_lit_column(screen, before):
    """Where what is chosen begins."""
    return min((x for was, now in zip(before, grounds(screen)) for x in range(len(was)) if was[x] != now[x]), default=None)


def test_left_and_right_go_from_column_to_column(console, customer, act):  # noqa: F811
    """On the page of a debt: its customer stands on the left, what else he owes on the right."""
    for mb in range(1, 7):
        act("debts.add", "--id", customer["id"], f"mb={mb}GB", "price=8000")
    screen = console("debts", rows=40, columns=120)
    screen.wait_for("1/")
    screen.press("/")
    screen.type(customer["phone"])
    screen.press("enter")
    screen.wait_for("1/6")
    screen.press("enter")
    screen.wait_for("All open debts: 6")
    before = grounds(screen)
    for key, begins in (("l", lambda x: x > 55), ("h", lambda x: x < 10), ("right", lambda x: x > 55), ("left", lambda x: x < 10)):
        screen.press(key)
        screen.wait_for(lambda t, begins=begins: chosen(t, before) and begins(first_lit_column(t, before)))


def test_rows_can_be_chosen_on_a_small_screen(console, customer, database):  # noqa: F811
    mac = device_of(database, customer)
    screen = open_customer(console, customer)
    seen = set()
    for _ in range(120):
        seen.update(screen.lines()[2:-3])
        lit = [line for line in screen.lines() if mac in line]
        if lit and any(screen.cell(y, 3).bg not in ("default",) for y, line in enumerate(screen.lines()) if mac in line):
            break
        shown = screen.text(), grounds(screen)
        screen.press("j")
        screen.wait_for(lambda t, shown=shown: (t.text(), grounds(t)) != shown)
    else:
        raise AssertionError(screen.text())
    text = "\n".join(seen)
    for title in ("Who", "Access", "Quota", "Use, last 30 days", "Open debts", "Payments", "Devices"):
        assert title in text, title  # nothing was passed over unread
    screen.press("enter")
    screen.wait_for(lambda t: "Access" not in t.text() and re.search(r"MAC +" + mac, t.text()))
    screen.press("esc")
    screen.wait_for(lambda t: t.line_with("Devices:") or t.line_with("Router"))


@pytest.mark.parametrize("theme", [*THEMES, None])
def test_what_is_chosen_is_seen_in_every_theme(console, customer, database, make_config, theme):  # noqa: F811
    config = make_config(database, extra=f'ui = {{ theme = "{theme}"; }};') if theme else make_config(database)
    screen = open_customer(console, customer, rows=50, columns=120, config=config, env={} if theme else {"NO_COLOR": "1"})
    screen.wait_for(TIMELINE)
    before = grounds(screen)
    screen.press("j")
    screen.wait_for(lambda t: chosen(t, before))


def test_differences_open_as_a_list(console, database, customer, run, worker, router):  # noqa: F811
    worker()
    screen = console("routers", rows=50, columns=120)
    screen.wait_for("main")
    screen.press("enter")
    screen.wait_for(lambda t: "Differences from the database" in t.text() and "Differences from the database: 0" not in t.text(),
                    timeout=60)
    before = grounds(screen)
    screen.press("j")
    screen.wait_for(lambda t: chosen(t, before))
    screen.press("enter")
    screen.wait_for(lambda t: "router=" in t.text() and "kind:" in t.text() and "1/" in t.text())
    screen.press("esc")
    screen.wait_for("Differences from the database")
