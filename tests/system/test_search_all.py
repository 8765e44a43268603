"""One line that searches all panes."""

import pytest
from test_console import open_list
from test_timeline import customer, open_customer  # noqa: F401  (fixture)

TITLE = "Search everywhere"


def search(screen, text):
    screen.press("g", "/")
    screen.wait_for(TITLE)
    screen.type(text)


def group(screen, name):
    """The heading of a pane's results; None: there is none."""
    return screen.line_with(f"{name}: ")


def test_a_phone_number_in_every_form_finds_the_customer(console, customer):  # noqa: F811
    local = customer["phone"]
    screen = open_list(console, rows=40)
    for form in (local, "+62" + local[1:], f"{local[:4]} {local[4:8]} {local[8:]}", f"{local[:4]}-{local[4:8]}-{local[8:]}"):
        search(screen, form)
        screen.wait_for(lambda t: "Users: 1" in t.text() and any(local in line for line in t.lines()[4:]))
        screen.press("esc")
        screen.wait_gone(TITLE)


def test_a_row_opens_and_the_results_come_back(console, customer):  # noqa: F811
    screen = open_list(console, rows=40)
    search(screen, customer["phone"])
    screen.wait_for("Users: 1")
    screen.wait_for("Payments: ")
    screen.press("enter")
    screen.wait_for("Access")
    screen.press("esc")
    screen.wait_for("Users: 1")
    screen.press("esc")
    screen.wait_for("1/200")


def test_from_a_page_by_mac_ip_and_order(console, customer, database):  # noqa: F811
    mac, address = database.one("SELECT mac_address, ip_address FROM public.user_devices WHERE user_id = %s AND ip_address IS NOT NULL "
                                "ORDER BY last_seen_at DESC", customer["id"])
    order = database.one("SELECT midtrans_order_id FROM public.transactions WHERE user_id = %s LIMIT 1", customer["id"])
    screen = open_customer(console, customer, rows=40, columns=120)
    search(screen, mac)
    screen.wait_for("Devices: 1")
    screen.press("C-u")
    screen.type(address)
    screen.wait_for(lambda t: t.line_with("Devices: 1") and any(address in line for line in t.lines()[4:]))
    screen.press("C-u")
    screen.type(order)
    screen.wait_for(lambda t: "Payments: 1" in t.text() and "Devices: 0" in t.text())
    screen.press("enter")
    screen.wait_for("What happened")
    screen.press("esc")
    screen.wait_for(TITLE)
    screen.press("esc")
    screen.wait_for("Access")


def test_tab_shows_all_in_the_pane(console):
    screen = open_list(console, rows=40, columns=120)
    search(screen, "rp")
    screen.press("C-u")
    screen.type("0811")
    screen.wait_for("Users: ")
    screen.wait_for(lambda t: "looking" not in t.text())
    while "Users" in screen.text() and not chosen_group(screen).startswith("Payments"):
        before = chosen_group(screen), screen.text(), looks(screen)
        screen.press("down")
        screen.wait_for(lambda t, before=before: (chosen_group(t), t.text(), looks(t)) != before)
    screen.press("tab")
    screen.wait_for(lambda t: TITLE not in t.text() and t.lines()[1].startswith("/ 0811"))
    assert "Payments" in screen.text()


def looks(screen):
    return [screen.cell(y, 4).bg for y in range(screen.screen.lines)]


def chosen_group(screen):
    """The heading above the row that is chosen."""
    heading = ""
    for y, line in enumerate(screen.lines()):
        text = line.strip("│ ")
        if y > 3 and line.startswith("│ ") and not line.startswith("│   "):
            heading = text
        if y > 3 and line.startswith("│   ") and screen.cell(y, 4).bg == "cyan":
            return heading
    return ""


def test_g_alone_goes_to_the_top_and_a_slash_later_filters(console):
    screen = open_list(console)
    screen.press("j", "j")
    screen.wait_for("3/200")
    screen.press("g")
    screen.wait_for("1/200")
    screen.press("j")
    screen.wait_for("2/200")
    screen.press("/")
    screen.type("08")
    screen.wait_for("/ 08")
    assert TITLE not in screen.text()


def test_an_empty_list_leads_to_it_with_its_filter(console, customer):  # noqa: F811
    screen = console("debts", rows=40)
    screen.wait_for("Debts")
    screen.press("/")
    screen.type(customer["phone"])
    screen.press("enter")
    screen.wait_for("Nothing matches the filter. c clears it. g / searches all panes for it.")
    screen.press("g", "/")
    screen.wait_for(lambda t: TITLE in t.text() and "Users: 1" in t.text())


def test_one_pane_that_takes_long_holds_no_other_up(console, customer, database):  # noqa: F811
    screen = open_list(console, rows=40)
    with database.connect() as lock:
        lock.execute("BEGIN")
        lock.execute("LOCK TABLE public.transactions IN ACCESS EXCLUSIVE MODE")
        search(screen, customer["phone"])
        screen.wait_for(lambda t: "Users: 1" in t.text() and "Devices: " in t.text() and "looking" not in t.text(), timeout=20)
        assert not group(screen, "Payments").strip("│ ")[len("Payments: "):].isdigit()
        lock.execute("ROLLBACK")
    screen.press("backspace")
    screen.wait_for(lambda t: "looking" not in t.text() and group(t, "Payments") and group(t, "Payments").strip("│ ")[10:].isdigit())


def test_enter_opens_what_the_whole_text_finds(console, customer, database):  # noqa: F811
    """Pressed while the rows of a shorter text stand there still."""
    screen = open_list(console, rows=40)
    search(screen, customer["phone"][:4])
    screen.wait_for(lambda t: group(t, "Users") and "looking" not in t.text())
    with database.connect() as lock:
        lock.execute("BEGIN")
        lock.execute("LOCK TABLE public.users IN ACCESS EXCLUSIVE MODE")
        screen.type(customer["phone"][4:])
        screen.press("enter")
        screen.wait_for("looking")
        lock.execute("ROLLBACK")
    screen.wait_for("Access")
    assert customer["phone"] in screen.text()


@pytest.mark.parametrize("keys", [("F2",), (":",)])
def test_it_is_in_the_palette(console, keys):
    screen = open_list(console)
    screen.press(*keys)
    screen.type("search.open")
    screen.press("enter")
    screen.wait_for(TITLE)
    screen.wait_for("at least two characters")
