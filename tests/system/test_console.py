"""The console as an operator sees it: keys in, screens out."""

import re

import pytest
from test_path import debtors, only_row

COLOUR = re.compile(rb"\x1b\[[0-9;]*(?:3[0-7]|4[0-7]|9[0-7]|10[0-7]|[34]8;5)[0-9;]*m")


def rows(terminal):
    """The lines of the list that hold a customer."""
    return [line for line in terminal.lines()[2:-1] if re.search(r"\b08\d{8,}", line)]


def open_list(console, **options):
    screen = console("users", **options)
    screen.wait_for(lambda t: len(rows(t)) > 3)
    return screen


def test_opens_with_lamps_and_hints(console, worker):
    worker()
    screen = open_list(console, columns=120)
    screen.wait_for("●main")
    top, bottom = screen.lines()[0], screen.lines()[-1]
    assert "Users" in top and "db" in top and "worker" in top
    assert "Help" in bottom and "Filter" in bottom


def test_moves_and_pages(console):
    screen = open_list(console)
    first = rows(screen)[0]
    screen.wait_for("1/200")
    screen.press("j")
    screen.wait_for("2/200")
    screen.press("pgdn")
    screen.wait_for(lambda t: first not in t.text())
    screen.press("G")
    screen.wait_for("200/200")
    last = rows(screen)[-1]
    screen.press("g")
    screen.wait_for("1/200")
    assert rows(screen)[0] == first
    screen.press("G")
    screen.wait_for("200/200")
    assert rows(screen)[-1] == last


def test_every_row_is_seen_once_while_scrolling(console, show):
    """Down through the whole list by single steps: the rows of `show`, in its order."""
    expected = ["0" + row["phone_number"][3:] for row in show("users")]
    screen = open_list(console, rows=12)
    seen = []
    for number in range(1, len(expected) + 1):
        screen.wait_for(f"{number}/200")
        seen.append(re.search(r"\b08\d+", screen.lines()[screen_row_of_cursor(screen)]).group())
        screen.press("j")
    assert seen == expected


def screen_row_of_cursor(terminal):
    """The list row that is drawn in other colours than its neighbours."""
    looks = {}
    for y in range(2, terminal.screen.lines - 1):
        if re.search(r"\b08\d{8,}", terminal.lines()[y]):
            cell = terminal.cell(y, 3)
            looks.setdefault((cell.fg, cell.bg, cell.reverse), []).append(y)
    assert len(looks) == 2, looks
    return min(looks.values(), key=len)[0]


def test_filter_as_you_type(console):
    screen = open_list(console)
    screen.press("/")
    screen.type("status:blo")
    screen.wait_for("blocked")
    screen.type("cked")
    screen.wait_for(lambda t: rows(t) and all("blocked" in row for row in rows(t)))
    screen.press("esc")
    screen.wait_for(lambda t: any("active" in row for row in rows(t)))


def test_a_wrong_filter_says_so_and_loses_nothing(console):
    screen = open_list(console)
    screen.press("/")
    screen.type("debbt>1")
    screen.wait_for("debt")
    screen.wait_for(lambda t: "debbt" in t.text() and "did you mean" in t.text().lower())
    assert screen.lines()[1].startswith("/ debbt>1")
    screen.press("C-u")
    screen.type("budi")
    screen.wait_for(lambda t: rows(t) and all("budi" in row.lower() for row in rows(t)))


def test_sort_by_a_column(console, show):
    screen = open_list(console, columns=120)
    screen.press("o")
    screen.wait_for("Sort by")
    screen.press("esc")
    screen.press("<")
    expected = ["0" + row["phone_number"][3:] for row in show("users", "--sort", "-full_name", "--limit", "5")]
    screen.wait_for(lambda t: [re.search(r"\b08\d+", row).group() for row in rows(t)[:5]] == expected)


def test_marks_range_and_all(console):
    screen = open_list(console)
    screen.press("v", "j", "j", "v")
    screen.wait_for("3 marked")
    screen.press("A")
    screen.wait_gone("marked")
    screen.press("/")
    screen.type("status:blocked")
    screen.press("enter", "a")
    screen.wait_for("marked")
    screen.press("u")
    screen.wait_for(lambda t: "Unblock" in t.text() and re.search(r"[Uu]nblock \d+ users", t.text()))


def test_bulk_by_keys_on_all_that_match(console, database, show):
    matching = show("users", "--where", "status:active")
    screen = open_list(console, rows=30, columns=100)
    screen.press("/")
    screen.type("status:active")
    screen.press("enter", "a", "b")
    screen.wait_for("Reason")
    screen.press("enter")
    assert database.one("SELECT count(*) FROM console.operation") == 0, "an empty reason was taken"
    screen.type("tunggakan_overdue|test")
    screen.press("enter")
    screen.wait_for("blocked (overdue debt)")
    screen.confirm(str(len(matching)))
    screen.wait_for("blocked;", 30)
    ids = {str(row[0]) for row in database.all("SELECT id FROM public.users WHERE blocked_reason = 'tunggakan_overdue|test'")}
    assert ids == {row["id"] for row in matching}


def test_escape_in_the_preview_changes_nothing(console, database):
    screen = open_list(console)
    screen.press("X")
    screen.wait_for("10240")
    screen.press("enter")
    screen.wait_for("enter Apply")
    screen.press("esc", "esc")
    screen.wait_gone("Apply")
    assert database.one("SELECT count(*) FROM console.operation") == 0


def test_detail_of_a_customer(console, database):
    (user, phone, _), = debtors(database, 1)
    screen = open_list(console, rows=40, columns=100)
    screen.press("/")
    screen.type("0" + phone[3:])
    screen.wait_for(lambda t: len(rows(t)) == 1 and only_row(t, "0" + phone[3:]))
    screen.press("enter", "enter")
    name = database.one("SELECT full_name FROM public.users WHERE id = %s", user)
    for what in ("Quota", "Devices", "Router", name):
        screen.wait_for(what)
    mac = database.one("SELECT mac_address FROM public.user_devices WHERE user_id = %s LIMIT 1", user)
    screen.wait_for(mac)
    screen.press("esc")
    screen.wait_for(lambda t: len(rows(t)) == 1)


def test_undo_by_key(console, database):
    (user, phone, _), = debtors(database, 1)
    screen = open_list(console, columns=100)
    screen.press("/")
    screen.type("0" + phone[3:])
    screen.wait_for(lambda t: len(rows(t)) == 1 and only_row(t, "0" + phone[3:]))
    screen.press("enter", "b")
    screen.wait_for("Reason")
    screen.type("mistake")
    screen.press("enter")
    screen.wait_for("enter Apply")
    screen.press("enter")
    screen.wait_for("blocked;")
    assert database.one("SELECT is_blocked FROM public.users WHERE id = %s", user) is True
    screen.press("U")
    screen.wait_for("enter Apply")  # the key is for what is shown, and no sooner
    screen.press("enter")
    screen.wait_for(lambda _: database.one("SELECT is_blocked FROM public.users WHERE id = %s", user) is False)


def test_what_others_change_appears_by_itself(console, database, run):
    screen = open_list(console)
    phone = re.search(r"\b08\d+", next(row for row in rows(screen) if " active" in row)).group()
    user = database.one("SELECT id::text FROM public.users WHERE phone_number = %s", "+62" + phone[1:])
    assert run("act", "users.block", "--id", user, "reason=elsewhere", "--yes").code == 0
    screen.wait_for(lambda t: "blocked" in (t.line_with(phone) or ""))


def test_help_palette_messages(console):
    screen = open_list(console)
    screen.press("?")
    screen.wait_for("Help")
    screen.wait_for("Block access")
    screen.press("/")
    screen.type("inject")
    screen.press("enter")
    screen.wait_for("Add quota; it pays automatic debt first")
    screen.press("esc")
    screen.press(":")
    screen.type("blo")
    screen.wait_for("users.block")
    screen.press("esc")
    screen.press("m")
    screen.wait_for("essages")
    screen.press("esc")
    screen.wait_for(lambda t: len(rows(t)) > 3)


def test_palette_takes_arguments(console):
    screen = open_list(console)
    screen.press(":")
    screen.type("users.block reason=telat")
    screen.press("enter")
    screen.wait_for(lambda t: "telat" in (t.line_with("Reason") or ""))
    screen.press("esc", "esc")


def test_panes_by_key_and_by_name(console, run, database):
    user = database.one("SELECT id::text FROM public.users WHERE NOT is_blocked LIMIT 1")
    assert run("act", "users.block", "--id", user, "reason=x", "--yes").code == 0
    screen = console("audit", columns=110)
    screen.wait_for("1 user blocked")
    screen.press("S-tab")
    screen.wait_for("Router sync")
    screen.press("9")
    screen.wait_for("1 user blocked")
    screen.press("0")
    screen.wait_for("Router sync")
    screen.press("1")
    screen.wait_for(lambda t: len(rows(t)) > 3)


def test_themes_switch_live(console):
    screen = open_list(console)
    looks = [look_of(screen)]
    for _ in range(3):
        screen.press("t")
        screen.wait_for(lambda t: look_of(t) != looks[-1])
        looks.append(look_of(screen))
    assert len(set(looks)) == 4


def look_of(terminal):
    """Colours of the header, a column's head, a row and the footer."""
    cells = [terminal.cell(y, x) for y, x in ((0, 40), (2, 4), (5, 4), (23, 1))]
    return tuple((cell.fg, cell.bg, cell.bold, cell.reverse) for cell in cells)


def test_no_color(console):
    screen = open_list(console, env={"NO_COLOR": "1"})
    screen.press("j", "t")
    screen.wait_for("2/200")
    assert not COLOUR.search(bytes(screen.raw))


@pytest.mark.parametrize("term", ["linux", "vt100", "screen-256color", "tmux-256color"])
def test_other_terminals(console, term):
    screen = open_list(console, env={"TERM": term})
    screen.press("j")
    screen.wait_for("2/200")
    screen.press("q")
    assert screen.wait_exit() == 0


def test_dumb_terminal(console):
    screen = console("users", env={"TERM": "dumb"})
    assert screen.wait_exit() == 2
    assert "dumb" in screen.text()


def test_ascii_only(console):
    screen = open_list(console, env={"LANG": "C", "LC_ALL": "C"})
    screen.press("?")
    screen.wait_for("Help")
    assert all(byte < 0x80 for byte in bytes(screen.raw))


@pytest.mark.parametrize("size", [(24, 80), (15, 40), (6, 20), (4, 12), (60, 200)])
def test_sizes(console, size):
    screen = console("users", rows=size[0], columns=size[1])
    screen.wait_for(lambda t: len(rows(t)) > 0 if size[0] >= 15 else t.text().strip())
    screen.press("q")
    assert screen.wait_exit() == 0


def test_resize_storm(console):
    screen = open_list(console)
    for step in range(60):
        screen.resize(6 + step * 7 % 40, 20 + step * 13 % 120)
        screen.press("j")
    screen.resize(24, 80)
    screen.press("g")
    screen.wait_for(lambda t: "1/200" in t.text() and len(rows(t)) > 10)
    assert all(len(line) <= 80 for line in screen.lines())


def test_mouse(console):
    screen = open_list(console, columns=120)
    screen.wait_for("1/200")
    target = next(y for y, line in enumerate(screen.lines()) if re.search(r"\b08\d{8,}", line)) + 4
    screen.click(target, 10)
    screen.wait_for("5/200")
    screen.click(0, screen.lines()[0].index("Inbox") + 1)
    screen.wait_gone("5/200")
    screen.click(0, screen.lines()[0].index("Users") + 1)
    screen.wait_for(lambda t: len(rows(t)) > 3)
    screen.click(target, 10, button=65)
    screen.wait_for(lambda t: not re.search(r"\b1/200", t.text()))


def test_keys_are_remappable(console, make_config, database, router):
    config = make_config(database, [router], extra='keys = ( { key = "C-x"; do = "help.open"; }, { key = "j"; do = ""; } );')
    screen = open_list(console, config=config)
    screen.press("j", "C-x")
    screen.wait_for("Help")
    screen.press("esc")
    screen.wait_for("1/200")


@pytest.mark.parametrize("binding, said", [
    ('{ key = "z"; do = "help.opne"; }', "help.open"),
    ('{ key = "hyper-z"; do = "help.open"; }', "hyper-z"),
])
def test_wrong_key_bindings(console, make_config, database, router, binding, said):
    screen = console("users", config=make_config(database, [router], extra=f"keys = ( {binding} );"))
    assert screen.wait_exit() == 2
    assert said in screen.text()


def test_unknown_theme(console, make_config, database):
    screen = console("users", config=make_config(database, extra='ui = { theme = "drak"; };'))
    assert screen.wait_exit() == 2
    assert "drak" in screen.text() and "dark" in screen.text()


def test_no_database_at_all(console, make_config, tmp_path):
    """The console opens, says what is wrong and when it tries again, and ends on a key."""
    screen = console("users", config=make_config(f"host={tmp_path} dbname=none"), columns=100)
    screen.wait_for(lambda t: "database" in t.text().lower() and "retry in" in t.text())
    screen.press("q")
    assert screen.wait_exit() == 0


def test_names_from_outside_are_never_sent_raw(console, database):
    database.all("UPDATE public.users SET full_name = %s WHERE phone_number = (SELECT min(phone_number) FROM public.users)",
                 "\x1b]0;owned\x07\x1b[2J\u202e\u200bowned")
    screen = open_list(console, rows=50, columns=120)
    screen.press("/")
    screen.type("owned")
    screen.wait_for(lambda t: len(rows(t)) == 1)
    screen.press("enter", "enter")
    screen.wait_for("Devices")
    raw = bytes(screen.raw)
    assert b"\x1b]0;" not in raw and b"\x1b[2J\xe2" not in raw
    assert "\u202e".encode() not in raw and "\u200b".encode() not in raw
    assert "\\e]0;owned" in screen.text()


def test_wide_and_combining_characters_stay_in_line(console, database):
    database.all("UPDATE public.users SET full_name = %s WHERE phone_number = (SELECT min(phone_number) FROM public.users)",
                 "山田e\u0301太郎 Ñandú")
    screen = open_list(console, columns=120)
    screen.press("/")
    screen.type("山田")
    screen.wait_for(lambda t: len(rows(t)) == 1)
    assert "山" in screen.text()


def test_cursor_move_is_cheap(console, database):
    """What one step of the cursor may cost on a slow line: 300 bytes at 120x40. To a row that offers the same: another
    footer is sent when the cursor rests."""
    with database.connect() as connection, connection.transaction():
        connection.execute("DELETE FROM public.user_quota_debts")
        connection.execute("""UPDATE public.users SET is_blocked = false, is_unlimited_user = false, manual_debt_mb = 0,
                                                      total_quota_used_mb = 0, auto_debt_offset_mb = 0""")
    screen = open_list(console, rows=40, columns=120)
    screen.wait_for("1/200")
    screen.press("j")
    screen.wait_for("2/200")
    screen.wait_for(lambda t: any(line[101:108] == "expired" for line in t.lines()))  # what troubles whom comes behind the rows
    sizes = []
    for number in range(3, 20):
        screen.take_raw()
        screen.press("j")
        screen.wait_for(f"{number}/200")
        sizes.append(len(screen.take_raw()))
    assert max(sizes) <= 300, sizes


def test_indonesian(console):
    screen = open_list(console, env={"LANGUAGE": "id", "LANG": "C.UTF-8"})
    screen.press("?")
    screen.wait_for("Bantuan")


def test_the_count_is_of_the_filter_in_sight(console, make_config, relay):
    """News that come while a filter's rows are awaited start no count of the rows that leave."""
    way = relay("hotspot-console read", "hotspot-console count")
    read, count = way.gates.values()
    screen = console("users", config=make_config(way.conninfo))
    screen.wait_for("1/200")
    phone = re.search(r"\b08\d+", rows(screen)[0]).group()
    read.shut()
    count.shut()
    screen.press("/")
    screen.type(phone)
    assert read.is_awaited.wait(15)
    screen.press("C-r")
    screen.wait_for("Trying to connect")
    read.is_open.set()
    screen.wait_for(lambda t: len(rows(t)) == 1)
    count.is_open.set()
    screen.wait_for("1/1")
    screen.press("C-l")
    screen.wait_for("1/1")
    assert not count.is_awaited.is_set()


def test_the_count_comes_back_with_the_filter(console, make_config, relay):
    way = relay("hotspot-console read")
    read = way.gates["hotspot-console read"]
    screen = console("users", config=make_config(way.conninfo))
    screen.wait_for("1/200")
    read.shut()
    screen.press("/")
    screen.type("zz")
    assert read.is_awaited.wait(15)
    screen.press("esc")
    read.is_open.set()
    screen.wait_for("1/200")
    screen.press("j")
    screen.wait_for("2/200")


def test_the_count_follows_a_short_list(console, database, make_config):
    database.all("UPDATE public.users SET full_name = 'Zulkarnain' WHERE id IN (SELECT id FROM public.users ORDER BY id LIMIT 2)")
    screen = console("users", config=make_config(database, extra="ui = { refresh_s = 3600; };"))
    screen.wait_for("●db")
    screen.press("/")
    screen.type("zulkarnain")
    screen.wait_for("1/2")
    database.all("UPDATE public.users SET full_name = 'Zulkarnain' WHERE id IN (SELECT id FROM public.users ORDER BY id LIMIT 3)")
    database.all("SELECT pg_notify('hotspot_console', 'users')")
    screen.wait_for("1/3")
