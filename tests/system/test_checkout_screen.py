"""A charge on the screen, by keys only: the form, the QR code alone over the whole screen, the page that tells how it
stands, what is copied, and all of it where there is little room and no colour."""

import base64
import ctypes
import ctypes.util
import re

import pytest
from cashdesk import buyer, order_of

QRIS = ("00020101021226610014COM.GO-JEK.WWW01189360091430243024560210G0243024560303UMI51440014ID.CO.QRIS.WWW0215ID102000000000"
        "10303UMI52045411530336054061000005802ID5914Toko Sejahtera6007Jakarta62070703A0163046437")  # fmt: skip
COUNTDOWN = re.compile(r"\b(\d\d:\d\d) left")


@pytest.fixture
def desk(make_config, database, router, gateways, console):
    """desk() → the console on the one customer who is going to buy, ready for P."""

    def open_it(mode="core_api", rows=24, columns=80, env=(), extra=""):
        config = make_config(database, [router], midtrans=gateways.settings("midtrans", mode=mode), extra=extra)
        phone = database.one("SELECT '0' || substr(phone_number, 4) FROM public.users WHERE id = %s", buyer(database))
        screen = console("users", config=config, rows=rows, columns=columns, env=env)
        screen.wait_for("08")
        screen.press("/", "C-u")
        screen.type(phone)
        screen.press("enter")
        screen.wait_for(lambda t: t.line_with("1/1"))
        return screen

    return open_it


def sell(screen, *method_keys, opened="WAITS FOR THE PAYMENT"):
    screen.press("P")
    screen.wait_for("Package*")
    screen.type("Paket 10")
    screen.press("tab", *method_keys, "enter")
    screen.wait_for("Apply")
    screen.press("enter")
    if opened:
        screen.wait_for(opened)


def only_order(database):
    return order_of(database, buyer(database))


def tell(database, order, **columns):
    """The charge stands otherwise, and every console is told."""
    for column, value in columns.items():
        database.all(f"UPDATE console.charge SET {column} = %s WHERE order_id = %s", value, order)
    database.all("SELECT pg_notify('hotspot_console', 'payments')")


# --- the code ---


def modules_of(text):
    """libqrencode's own modules of the text: rows of True for dark."""

    class Code(ctypes.Structure):
        _fields_ = (("version", ctypes.c_int), ("width", ctypes.c_int), ("data", ctypes.POINTER(ctypes.c_ubyte)))

    library = ctypes.CDLL(ctypes.util.find_library("qrencode"))
    library.QRcode_encodeString.restype = ctypes.POINTER(Code)
    code = library.QRcode_encodeString(text.encode(), 0, 0, 2, 1).contents
    return [[bool(code.data[y * code.width + x] & 1) for x in range(code.width)] for y in range(code.width)]


def is_black_on_white(cell):
    return (cell.fg, cell.bg) == ("000000", "ffffff")


def code_on(screen, is_light, is_plain=False):
    """The modules that are on the screen, quiet zone and all: light cells lie around it, and what is not light is dark. Halves are
    one glyph on either ground; is_plain: no glyph at all, two cells a module."""
    places = [(y, x) for y in range(screen.screen.lines) for x in range(screen.screen.columns) if is_light(screen.cell(y, x))]
    left, right = min(x for _, x in places), max(x for _, x in places)
    rows = []
    for y in range(min(places)[0], max(places)[0] + 1):
        cells = [screen.cell(y, x) for x in range(left, right + 1)]
        assert {cell.data for cell in cells} <= ({" "} if is_plain else {" ", "▄"}), (y, cells)
        grounds = [not is_light(cell) for cell in cells]
        if is_plain:
            assert grounds[::2] == grounds[1::2]
            rows.append(grounds[::2])
        else:
            rows += [grounds, [dark != (cell.data == "▄") for dark, cell in zip(grounds, cells)]]
    return rows


def wait_for_code(screen, is_light, size):
    """Its modules, once there are so many rows of them; what is half drawn is no rectangle yet."""

    def look(terminal):
        try:
            rows = code_on(terminal, is_light)
        except (AssertionError, ValueError):
            return None
        return rows if len(rows) == size else None

    return screen.wait_for(look)


def assert_code(rows, text):
    """The text's code lies there, and all around it is light."""
    wanted = modules_of(text)
    above, beside = next(y for y, row in enumerate(rows) if any(row)), (len(rows[0]) - len(wanted)) // 2
    assert 1 <= above <= 4 and 1 <= beside <= 4 and len(rows) > above + len(wanted)
    for y, row in enumerate(rows):
        for x, dark in enumerate(row):
            inside = 0 <= y - above < len(wanted) and 0 <= x - beside < len(wanted)
            assert dark == (inside and wanted[y - above][x - beside]), (y, x)


def show_code(screen, database, text=QRIS):
    tell(database, only_order(database), qr_string=text)


@pytest.mark.parametrize("theme", ["dark", "light", "contrast", "mono"])
def test_the_code_is_dark_on_light_in_every_theme(desk, database, theme):
    screen = desk(extra=f'ui = {{ theme = "{theme}"; }};')
    sell(screen)
    qris = database.one("SELECT qr_string FROM console.charge WHERE order_id = %s", only_order(database))
    screen.press("F12")  # a key that does nothing takes the toast away
    screen.wait_gone("charged:")
    assert_code(code_on(screen, is_black_on_white), qris)


@pytest.mark.parametrize("env, is_light", [
    ({"NO_COLOR": "1"}, is_black_on_white),
    ({"TERM": "xterm"}, lambda c: (c.fg, c.bg) == ("black", "white")),
    ({"TERM": "xterm-mono"}, lambda c: c.reverse),
])  # fmt: skip
def test_the_code_where_there_is_no_colour_or_little(desk, database, env, is_light):
    screen = desk(env=env)
    sell(screen)
    qris = database.one("SELECT qr_string FROM console.charge WHERE order_id = %s", only_order(database))
    screen.press("F12")
    screen.wait_gone("charged:")
    assert_code(code_on(screen, is_light), qris)


@pytest.mark.parametrize("env, extra, is_light", [
    ({"TERM": "linux"}, "", lambda c: (c.fg, c.bg) == ("black", "white")),
    ({"TERM": "vt220"}, "", lambda c: c.reverse),
    ({"LC_ALL": "C"}, "", is_black_on_white),
    ({}, "ui = { ascii = true; };", is_black_on_white),
])  # fmt: skip
def test_the_code_where_the_font_has_no_half_blocks(desk, database, env, extra, is_light):
    screen = desk(rows=60, columns=120, env=env, extra=extra)
    sell(screen)
    qris = database.one("SELECT qr_string FROM console.charge WHERE order_id = %s", only_order(database))
    screen.press("F12")
    screen.wait_gone("charged:")
    assert_code(code_on(screen, is_light, is_plain=True), qris)


def test_a_code_of_two_hundred_bytes_fits_a_small_screen(desk, database):
    screen = desk()
    sell(screen)
    screen.press("F12")
    screen.wait_gone("charged:")
    show_code(screen, database)
    assert_code(wait_for_code(screen, is_black_on_white, 48), QRIS)
    assert screen.line_with("Rp 100,000") and COUNTDOWN.search(screen.text())


def test_a_longer_code_is_scrolled_and_says_how_many_rows_it_wants(desk, database):
    screen = desk()
    sell(screen)
    show_code(screen, database, QRIS + "0" * 300)
    screen.wait_for("Enlarge the window to")
    wanted = int(re.search(r"Enlarge the window to (\d+) rows", screen.text()).group(1))
    screen.press("Q")
    screen.wait_for("There is no QR code to be shown")
    screen.press("G")
    screen.wait_for("What happened")
    screen.resize(wanted, 80)
    screen.press("Q")
    screen.wait_gone("What happened")
    screen.press("F12")
    screen.wait_gone("no QR code")
    assert_code(code_on(screen, is_black_on_white), QRIS + "0" * 300)


# --- selling ---


def test_sold_by_keys_and_paid(desk, database, gateways, run):
    screen = desk()
    sell(screen)
    order = only_order(database)
    for text in ("Rp 100,000", "Paket 10 GB", order):
        assert screen.line_with(text), text
    gateways.order("move", gateway="midtrans", order=order, status="settlement")
    screen.press("r")
    screen.wait_for("Apply")
    screen.press("enter")
    screen.wait_for(lambda t: t.line_with("PAID"))
    screen.wait_for("It was applied at")
    assert database.one("SELECT state FROM console.charge WHERE order_id = %s", order) == "paid"
    assert not any(is_black_on_white(screen.cell(y, x)) for y in range(24) for x in range(80))
    assert "Users" in screen.lines()[0]


def test_an_open_charge_is_shown_again(desk, database):
    screen = desk()
    sell(screen)
    order = only_order(database)
    screen.press("esc", "esc")
    screen.wait_for("1/1")
    sell(screen)
    screen.wait_for(order)
    assert database.one("SELECT count(*) FROM console.charge") == 1


def test_a_bank_is_asked_for_only_with_a_virtual_account(desk, database):
    screen = desk()
    screen.press("P")
    screen.wait_for("only with Method: va")
    screen.type("Paket 10")
    screen.press("down", "tab", "space", "space", "space")
    screen.wait_for("‹ VA ›")
    screen.wait_for("‹ BCA ›")
    screen.press("tab", "space", "enter")
    screen.wait_for("Apply")
    screen.press("enter")
    screen.wait_for("WAITS FOR THE PAYMENT")
    number = database.one("SELECT va_number FROM console.charge WHERE bank = 'bni'")
    assert number in screen.line_with("BNI account")


@pytest.mark.parametrize("configured", ["snap", None])
def test_with_snap_nothing_is_asked_that_its_page_asks(desk, database, configured):
    database.all("INSERT INTO public.application_settings (setting_key, setting_value) VALUES ('PAYMENT_PROVIDER_MODE', %s)",
                 "core_api" if configured else "Snap")
    screen = desk(mode=configured)
    screen.wait_for("midtrans")  # its lamp: how it is asked is known
    screen.press("P")
    screen.wait_for("Coupon")
    assert "‹ on the gateway's page ›" in screen.text() and "Bank" not in screen.text()  # or here: cash, transfer, balance
    screen.press("esc")
    screen.wait_gone("Coupon")
    screen.press("P")
    screen.wait_for("Package*")
    screen.type("Paket 10")
    screen.press("down", "enter")
    screen.wait_for("Apply")
    screen.press("enter")
    screen.wait_for("WAITS FOR THE PAYMENT")
    screen.press("F12")
    screen.wait_gone("charged:")
    link = database.one("SELECT redirect_url FROM console.charge")
    assert_code(code_on(screen, is_black_on_white), link)
    screen.press("esc")
    screen.wait_for("chosen on the gateway's page")
    assert link[:40] in screen.text()


def test_the_item_stood_on_is_the_one_to_be_paid(make_config, database, router, gateways, console):
    screen = console("debts", config=make_config(database, [router], midtrans=gateways))
    screen.wait_for("Rp 200,000")
    screen.press("H")
    screen.wait_for("Have debt paid")
    item = re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22}", screen.text()).group(0)
    assert database.one("SELECT NOT is_paid FROM public.user_quota_debts WHERE id::text = %s", item)


# --- how it stands ---


STATES = [
    (("expired",), "EXPIRED", "w opens the customer"),
    (("cancelled",), "CANCELLED", "w opens the customer"),
    (("expired", "late"), "PAID TOO LATE", "L applies it all the same, B notes"),
    (("mismatch",), "ANOTHER AMOUNT WAS PAID", "L applies it all the same, B notes"),
    (("mismatch", "refund_due"), "TO BE PAID BACK", "then B notes"),
    (("refunded",), "PAID BACK", "There is nothing to be done."),
    (("charged_back",), "TAKEN BACK BY THE BANK", "There is nothing to be done."),
]


@pytest.mark.parametrize("moves, words, what_to_do", STATES, ids=[moves[-1] for moves, _, _ in STATES])
def test_a_change_is_told_at_once_and_what_to_do_next(desk, database, moves, words, what_to_do):
    screen = desk()
    sell(screen)
    order = only_order(database)
    for state in moves:
        tell(database, order, state=state)
    screen.wait_for(words)
    screen.wait_for(lambda t: what_to_do in re.sub(r"\s*│\n│\s*", " ", t.text()))
    assert "left" not in screen.text()


def test_the_amount_that_came_stands_beside_the_one_asked_for(desk, database):
    screen = desk()
    sell(screen)
    tell(database, only_order(database), paid_amount_rp=90000, state="mismatch")
    screen.wait_for(lambda t: "Rp 100,000 was asked for, Rp 90,000 was paid." in re.sub(r"\s*│\n│\s*", " ", t.text()))


def test_what_happened_is_told_in_words(desk, database):
    screen = desk()
    sell(screen)
    tell(database, only_order(database), paid_amount_rp=90000, waits_for="undo it, or note that it stays", state="refunded")
    database.all("UPDATE console.charge SET paid_at = now()")
    database.all("SELECT pg_notify('hotspot_console', 'payments')")
    screen.wait_for("B notes that it stays so")
    screen.wait_for(lambda t: re.search(r"paid +\S+ \S+, Rp 90,000", t.text()))
    screen.press("G")
    screen.wait_for("Sell a package: new")
    assert "payments.sell" not in screen.text() and "APP" not in screen.text()


@pytest.mark.parametrize("key, title", [("H", "Have debt paid"), ("$", "Top up the balance")])
def test_debt_and_deposits_have_their_keys(desk, key, title):
    screen = desk()
    screen.press(key)
    screen.wait_for(title)
    assert "Method" in screen.text()


def test_it_counts_down_by_itself_and_ends_by_itself(desk, database):
    screen = desk()
    sell(screen)
    order = only_order(database)
    database.all("UPDATE console.charge SET expires_at = clock_timestamp() + interval '4 seconds' WHERE order_id = %s", order)
    database.all("SELECT pg_notify('hotspot_console', 'payments')")
    seen = set()

    def is_over(terminal):
        seen.update(COUNTDOWN.findall(terminal.text()))
        return "the time is over" in terminal.text()

    screen.wait_for(is_over)
    assert len([time for time in seen if time < "00:05"]) >= 2, seen
    assert "the gateway is asked whether it was paid" in screen.text()
    assert not any(is_black_on_white(screen.cell(y, x)) for y in range(24) for x in range(80))


def test_it_asks_until_the_gateway_answers(desk, database, gateways):
    gateways.order("fault", gateway="midtrans", kind="status", status=503, count=50)
    screen = desk()
    sell(screen, opened="ASKING THE GATEWAY")
    order = only_order(database)
    assert database.one("SELECT state FROM console.charge WHERE order_id = %s", order) == "new"
    tell(database, order, state="open", qr_string=QRIS)
    screen.wait_for("WAITS FOR THE PAYMENT")


def test_the_keys_of_payments_work_beside_the_code(desk, database):
    screen = desk()
    sell(screen)
    screen.press("x")
    screen.wait_for("Cancel:")
    assert "Users" not in screen.lines()[0], "what lies below stays as it is"
    screen.press("esc")
    screen.wait_gone("Cancel:")
    screen.press("esc")
    screen.wait_for("To pay it")
    assert "Users" in screen.lines()[0]
    screen.press("Q")
    screen.wait_gone("To pay it")
    screen.press("?")
    screen.wait_for("Actions on the marked rows")
    screen.press("esc")
    screen.wait_gone("Actions on the marked rows")
    assert screen.line_with("Rp 100,000")


def test_the_customers_page_is_one_key_away(desk, database):
    screen = desk()
    sell(screen)
    screen.press("w")
    screen.wait_for("Diagnosis")
    screen.press("pgdn")
    screen.wait_for("bought")


# --- copying ---


def copied(screen):
    return [base64.b64decode(text).decode() for text in re.findall(rb"\x1b\]52;c;([A-Za-z0-9+/=]*)\x07", screen.take_raw())]


def test_what_is_useful_is_copied_and_named_first(desk, database):
    screen = desk()
    sell(screen, "space", "space", "space")
    order = only_order(database)
    number = database.one("SELECT va_number FROM console.charge WHERE order_id = %s", order)
    screen.take_raw()
    screen.press("y")
    screen.wait_for("Sent to the terminal: the virtual account number")
    assert copied(screen) == [number]
    screen.press("y")
    screen.wait_for("Sent to the terminal: the order's number")
    assert copied(screen) == [order]
    screen.press("y")
    screen.wait_for("Sent to the terminal: the virtual account number")
    assert copied(screen) == [number]


def test_bill_key_and_code_are_copied_together(desk, database):
    screen = desk()
    sell(screen, "left", "left", "left", "left")  # back over transfer, cash and balance
    key, code = database.one("SELECT bill_key, biller_code FROM console.charge")
    for text in (key, code):
        assert screen.line_with(text), text
    screen.take_raw()
    screen.press("y")
    screen.wait_for("Sent to the terminal: biller code and bill key")
    assert copied(screen) == [f"{code} {key}"]


def test_what_could_harm_is_not_copied(desk, database):
    screen = desk()
    sell(screen)
    tell(database, only_order(database), deeplink_url="https://pay.example/\x1b]52;c;aGFybQ==\x07\nrm -rf")
    screen.press("esc")
    screen.wait_for("deep link")
    screen.take_raw()
    screen.press("y")
    screen.wait_for("Not copied")
    assert copied(screen) == []


def test_tmux_hands_it_on(desk, database):
    screen = desk(env={"TMUX": "/tmp/tmux-1000/default,1,0"})
    sell(screen)
    screen.take_raw()
    screen.press("y")
    screen.wait_for("Sent to the terminal: ")
    assert re.search(rb"\x1bPtmux;\x1b\x1b\]52;c;[A-Za-z0-9+/=]+\x07\x1b\\", screen.take_raw())


# --- little room ---


def test_forty_columns(desk, database):
    screen = desk(columns=40)
    sell(screen)
    screen.press("F12")
    screen.wait_gone("charged:")
    order = only_order(database)
    qris = database.one("SELECT qr_string FROM console.charge WHERE order_id = %s", order)
    assert_code(code_on(screen, is_black_on_white), qris)
    assert COUNTDOWN.search(screen.line_with("Rp 100,000"))
    tell(database, order, qr_string=QRIS)
    screen.wait_for("To pay it")
    above = screen.lines()[2:-3]
    screen.press("pgdn")
    screen.wait_for("rows to see the QR code")
    seen = " ".join(line.strip("│ ") for line in above + screen.lines()[2:])
    assert "Enlarge the window to 47 columns" in seen
    assert all(len(line) <= 40 for line in screen.lines())


def test_resized_while_the_code_is_shown(desk, database):
    screen = desk()
    sell(screen)
    screen.press("F12")
    screen.wait_gone("charged:")
    show_code(screen, database)
    wait_for_code(screen, is_black_on_white, 48)
    for rows, columns in ((24, 46), (24, 80), (20, 80), (60, 200), (24, 46)):
        screen.resize(rows, columns)
    screen.wait_for("To pay it")
    screen.resize(60, 200)
    screen.press("Q")
    screen.wait_gone("To pay it")
    assert_code(code_on(screen, is_black_on_white), QRIS)


def test_ascii(desk, database):
    screen = desk(rows=60, columns=120, env={"LANG": "C", "LC_ALL": "C"})
    sell(screen)
    screen.press("F12")
    screen.wait_gone("charged:")
    assert all(ord(character) < 128 for character in screen.text())
    qris = database.one("SELECT qr_string FROM console.charge WHERE order_id = %s", only_order(database))
    assert_code(code_on(screen, is_black_on_white, is_plain=True), qris)


def test_ascii_on_a_small_screen_says_what_it_wants(desk, database):
    screen = desk(env={"LANG": "C", "LC_ALL": "C"})
    sell(screen)
    screen.press("G", "g")
    screen.wait_for("WAITS FOR THE PAYMENT")
    screen.press("pgdn")
    screen.wait_for(lambda t: re.search(r"Enlarge the window to \d+ columns", t.text()))
