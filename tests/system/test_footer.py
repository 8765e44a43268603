"""The footer: what is possible for the row under the cursor or for the marked ones, the pane's main actions first, help
and commands always in sight."""

import json
import pathlib
import re

import pytest
from cashdesk import buyer, sold
from test_invoices_pane import made, numbers, queue_ends, users  # noqa: F401
from test_widgets import customer, debtor, filter_for

DEFAULTS = pathlib.Path(__file__, "../../../tui/defaults.conf").resolve()
WIDE = 400  # room for all that is possible
ALWAYS = ("? Help", ": Commands")
INDONESIAN = {"LANGUAGE": "id", "LANG": "C.UTF-8"}


@pytest.fixture
def config(make_config, database, router, gateways):
    return make_config(database, [router], midtrans=gateways)


@pytest.fixture
def brands(database):
    database.all("INSERT INTO console.brand (name, prefix, tax_percent, key_kind)"
                 " VALUES ('JAKINET', 'JKN', 11, 'test'), ('DESANET', 'DSN', 0, 'live')")


def hints(screen):
    return re.split(r"  +", screen.lines()[-1].strip())


def is_shown(screen, shown, hidden=()):
    now = hints(screen)
    return all(one in now for one in (*shown, *ALWAYS)) and not any(one in now for one in hidden)


@pytest.fixture
def footer(console):
    """footer("users", "phone:0812", has, hasn't, columns=80): the footer on the one row that the filter finds."""

    def go(pane, text, shown, hidden=(), **options):
        screen = console(pane, **options)
        screen.wait_for(lambda t: "? " in t.lines()[-1])
        filter_for(screen, text, lambda t: re.search(r" 1/1\b", t.lines()[1]))
        screen.wait_for(lambda t: is_shown(t, shown, hidden))
        return screen

    return go


BLOCKED = {"is_blocked": True, "blocked_reason": "rude"}
CUSTOMERS = [({}, ["P Sell a package", "b Block"], ["u Unblock"]),
             (BLOCKED, ["P Sell a package", "u Unblock"], ["b Block"]),
             ({"is_unlimited_user": True}, ["P Sell a package", "b Block"], ["u Unblock"]),
             ({"quota_expiry_date": "2020-01-01"}, ["P Sell a package", "b Block"], ["u Unblock"])]


@pytest.mark.parametrize("changes, shown, hidden", CUSTOMERS, ids=["active", "blocked", "unlimited", "expired"])
def test_customers(footer, database, changes, shown, hidden):
    _, phone = customer(database, **changes)
    screen = footer("users", f"phone:{phone}", shown, hidden)
    assert hints(screen)[0] == "P Sell a package" and hints(screen)[-2:] == list(ALWAYS)
    screen.press("enter")  # the page says the same
    screen.wait_for(lambda t: "esc Back" in t.lines()[-3] and all(one in t.lines()[-3] for one in shown))
    assert hidden[0] not in screen.lines()[-3]


def test_quota_by_what_it_is(footer, database):
    _, phone = customer(database, is_unlimited_user=True)
    footer("quota", f"phone:{phone}", ["i Inject quota", "R Reset usage", "N Revoke unlimited"], ["n Set unlimited"], columns=WIDE)


def test_debts_open_and_settled(footer, database):
    user, phone = debtor(database, 1)
    footer("debts", f"phone:{phone}", ["S Settle", "H Have debt paid", "D Add debt"])
    footer("debts", f"phone:{phone}", ["S Settle", "W Write off", "e Edit debt"], columns=WIDE)
    with database.connect() as connection, connection.transaction():
        connection.execute("UPDATE public.user_quota_debts SET is_paid = true, paid_mb = amount_mb, paid_at = now() WHERE user_id = %s", (user,))
        connection.execute("UPDATE public.users SET manual_debt_mb = 0 WHERE id = %s", (user,))
    footer("debts", f"phone:{phone} is_paid:yes note:\"item 0\"", ["H Have debt paid", "D Add debt", "e Edit debt"], ["S Settle", "W Write off"], columns=WIDE)


def charge_is(database, order, state):
    for step in {"late": ("expired", "late")}.get(state, (state,)):
        database.all("UPDATE console.charge SET state = %s WHERE order_id = %s", step, order)


@pytest.mark.parametrize("state, shown, hidden", [
    ("open", ["r Ask the gateway", "x Cancel", "Q QR"], ["L Apply all the same", "B Note a refund"]),
    ("paid", ["r Ask the gateway", "B Note a refund"], ["x Cancel", "Q QR", "L Apply all the same"]),
    ("late", ["L Apply all the same", "r Ask the gateway", "B Note a refund"], ["x Cancel", "Q QR"]),
    ("expired", ["r Ask the gateway"], ["x Cancel", "Q QR", "L Apply all the same", "B Note a refund"])])
def test_payments(footer, run, database, state, shown, hidden):
    order = sold(run, database, buyer(database), "method=qris")
    if state != "open":
        charge_is(database, order, state)
    screen = footer("payments", f"order:{order}", shown, hidden)
    assert hints(screen)[0] == shown[0]


def pay(database, number):
    database.all("UPDATE console.invoice SET status = 'paid', paid_at = now() WHERE invoice_number = %s", number)


def test_invoices_and_their_queue(footer, brands, made, database):  # noqa: F811
    waiting, sent, failed, paid = numbers(database)
    queue_ends(database, sent, "completed")
    queue_ends(database, failed, "failed", "HTTP 503")
    pay(database, paid)
    mark, again, cancel = "$ Take the money", "@ Send invoice again", "x Cancel invoice"
    footer("invoices", f"number:{waiting}", [mark, cancel], [again], columns=WIDE)
    footer("invoices", f"number:{sent}", [mark, again], columns=80)
    footer("invoices", f"number:{failed}", [mark, again, cancel], columns=WIDE)
    footer("invoices", f"number:{paid}", ["r Ask Xendit"], [mark, again, cancel], columns=WIDE)
    out, first = "x Take out of the queue", "! Set priority"
    footer("queue", f"number:{waiting}", ["r Try again", out])
    footer("queue", f"number:{failed}", ["r Try again", out, first], columns=WIDE)
    footer("queue", f"number:{sent}", ["z Pause the queue"], [out, first], columns=WIDE)


def test_devices_that_are_let_in_and_those_that_are_not(footer, database, run):
    user, phone = customer(database)
    mac = "0C:99:00:00:00:77"
    database.all("INSERT INTO public.user_devices (id, user_id, mac_address, is_authorized) VALUES (gen_random_uuid(), %s, %s, false)", user, mac)
    footer("devices", f"mac:{mac}", ["L Authorise", "x Refuse"])
    database.all("UPDATE public.user_devices SET is_authorized = true WHERE mac_address = %s", mac)
    footer("devices", f"mac:{mac}", ["x Refuse", "K Kick"], ["L Authorise"])


def test_effects_that_failed_and_those_that_are_done(footer, database):
    users = [one for one, in database.all("SELECT id::text FROM public.users ORDER BY id LIMIT 2")]  # noqa: F811
    failed, done = [database.one("INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES ('router:main', 'sync_user', 'user', %s)"
                                 " RETURNING id", one) for one in users]
    database.all("UPDATE console.outbox SET state = 'running', worker_id = gen_random_uuid(), lease_until = now() + interval '1 minute'")
    database.all("UPDATE console.outbox SET state = 'failed', worker_id = NULL, lease_until = NULL, last_error = 'no answer' WHERE id = %s", failed)
    database.all("UPDATE console.outbox SET state = 'done', worker_id = NULL, lease_until = NULL, done_at = now() WHERE id = %s", done)
    footer("outbox", f"id:{failed}", ["r Try again", "x Withdraw"])
    footer("outbox", f"id:{done}", [], ["r Try again", "x Withdraw"])


def test_marked_rows_offer_what_one_of_them_allows_with_their_number(console, database):
    user, phone = customer(database, full_name="Aa Mark")
    other = database.one("SELECT id::text FROM public.users WHERE is_active AND NOT is_blocked AND id <> %s ORDER BY id LIMIT 1", user)
    database.all("UPDATE public.users SET full_name = 'Ab Mark', is_blocked = true WHERE id = %s", other)
    screen = console("users", columns=100)
    screen.wait_for("? Help")
    filter_for(screen, "Mark", "1/2")
    screen.press("space")
    screen.wait_for(lambda t: is_shown(t, ["1 marked", "b Block", "A Unmark"], ["u Unblock"]))
    screen.press("space")
    screen.wait_for(lambda t: is_shown(t, ["2 marked", "b Block", "u Unblock", "A Unmark"]))
    assert hints(screen)[0] == "2 marked"
    screen.press("A", "a")
    screen.wait_for(lambda t: is_shown(t, ["all marked", "b Block", "u Unblock"]))


def test_a_key_that_is_not_shown_still_gets_the_refusal(footer, database):
    _, phone = customer(database, **BLOCKED)
    screen = footer("users", f"phone:{phone}", ["u Unblock"], ["b Block"])
    screen.press("b")
    screen.type("again")
    screen.press("enter")
    screen.wait_for("is blocked already")


def test_the_footer_follows_the_row_and_what_happens_to_it(console, database):
    _, phone = customer(database, full_name="Aa Follow")
    screen = console("users")
    screen.wait_for("? Help")
    filter_for(screen, f"phone:{phone}", "1/1")
    screen.wait_for(lambda t: is_shown(t, ["b Block"]))
    database.all("UPDATE public.users SET is_blocked = true WHERE full_name = 'Aa Follow'")
    screen.press("F5")
    screen.wait_for(lambda t: is_shown(t, ["u Unblock"], ["b Block"]))


def test_the_footer_is_drawn_where_the_cursor_rests(console, database):
    """Not for the rows that it only passes: of these the fifth is another one, and the twelfth, on which it rests."""
    database.all("UPDATE public.users SET is_blocked = false")
    database.all("""UPDATE public.users SET is_blocked = true WHERE id IN
                      (SELECT id FROM (SELECT id, row_number() OVER (ORDER BY lower(full_name), id) AS at FROM public.users) n WHERE at IN (5, 12))""")
    screen = console("users", columns=120)
    screen.wait_for(lambda t: is_shown(t, ["b Block"]))
    screen.wait_for("1/200")
    screen.take_raw()
    screen.press_at_once(*"j" * 10)
    screen.wait_for("11/200")
    assert b"Unblock" not in screen.take_raw() and is_shown(screen, ["b Block"])
    screen.press("j")
    screen.wait_for(lambda t: is_shown(t, ["u Unblock"], ["b Block"]))


# --- what is left out could not be done ---


def keys_of(pane):
    """{key: action} of the pane, as shipped; a key of a command is none of an action."""
    text = DEFAULTS.read_text(encoding="utf-8")
    found = re.findall(r'\{ key = "(.)"; do = "([a-z_.]+)"; pane = "%s"; \}' % pane, text)
    return {key: name for key, name in found if not name.startswith(("show.", "open."))}


# Whatever is wanted of the action, so that it is the row that is judged.
GIVEN = {"users.block": ["reason=x"], "quota.inject": ["mb=1GB"], "debts.write_off": ["reason=x"], "payments.refund_note": ["note=x"],
         "invoices.mark_paid": ["reason=x"], "invoices.cancel": ["reason=x"], "queue.prioritise": ["priority=LOW"],
         "debts.settle": [], "subscriptions.edit": ["price=12345"]}


def is_refused(run, action, one):
    """For that row alone, by the plan."""
    done = run("act", action, "--id", one, *GIVEN.get(action, []), "--dry-run", "--format", "json")
    rows = json.loads(done.out or "[]")
    return bool(done.code) or not [row for row in rows if not row.get("refusal")]


@pytest.mark.parametrize("pane", ["users", "quota", "payments", "jobs", "invoices", "queue", "subscriptions", "drift", "devices"])
def test_what_the_footer_leaves_out_would_be_refused(console, run, show, brands, made, database, pane):  # noqa: F811
    if pane in ("invoices", "queue"):
        waiting, sent, failed, paid = numbers(database)
        queue_ends(database, sent, "completed")
        queue_ends(database, failed, "failed", "HTTP 503")
        pay(database, paid)
    if pane in ("drift", "devices"):
        assert run("act", "routers.reconcile", "--where", "", "mend=no", "--yes").code == 0
    rows = show(pane, "--limit", "40")
    assert rows
    screen = console(pane, rows=50, columns=WIDE)
    screen.wait_for("? Help")
    actions, judged, left_out = keys_of(pane), set(), 0
    for number, row in enumerate(rows, 1):
        screen.wait_for(lambda t, number=number: re.search(rf"\b{number}/", t.lines()[1]))
        screen.take_raw()
        screen.press("C-l")  # the footer, too, as it is for this row
        screen.wait_for(lambda t: len(t.raw) > t.taken and is_shown(t, []))
        gone = sorted(key for key in actions if not any(one.startswith(key + " ") for one in hints(screen)))
        if tuple(gone) not in judged:
            judged.add(tuple(gone))
            left_out += len(gone)
            for key in gone:
                assert is_refused(run, actions[key], row["id"]), (actions[key], row)
        screen.press("j")
    assert left_out, "no row left anything out"


@pytest.mark.parametrize("env", [{}, INDONESIAN], ids=["en", "id"])
@pytest.mark.parametrize("pane", ["users", "quota", "debts", "payments", "routers", "jobs", "audit", "devices", "queue", "settings"])
def test_help_and_commands_are_in_sight_at_80_columns(console, pane, env):
    screen = console(pane, env=env)
    words = ["? Bantuan", ": Perintah"] if env else list(ALWAYS)
    screen.wait_for(lambda t: hints(t)[-2:] == words)
    assert len(screen.lines()[-1].rstrip()) == 79


def test_on_a_narrow_screen_help_is_all_that_there_is(console):
    screen = console("users", rows=10, columns=20, env=INDONESIAN)
    screen.wait_for("? Bantuan")
    assert screen.lines()[-1].startswith(" ? Bantuan")
