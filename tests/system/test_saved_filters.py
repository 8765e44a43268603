"""Filters with a name and a key, pane by pane, from console to console."""

from test_console import open_list, rows


def filter_by(screen, text):
    screen.press("/")
    screen.type(text)
    screen.press("enter")
    screen.wait_for(lambda t: f"/ {text}" in t.text() and "/200" not in t.text())


def keep(screen, name, key):
    screen.press("f", "+")
    screen.wait_for("Name")
    screen.type(name)
    screen.press("enter")
    screen.type(key)
    screen.press("enter")


def all_blocked(screen):
    return rows(screen) and all("blocked" in row for row in rows(screen))


def test_a_name_and_a_key_bring_a_filter_back(console, tmp_path):
    screen = open_list(console)
    filter_by(screen, "status:blocked")
    keep(screen, "Held back", "b")
    screen.wait_for("Held back")
    assert (tmp_path / "views").read_text() == "filter\tusers\tHeld back\tb status:blocked\n"
    screen.press("esc", "c")
    screen.wait_for("/200")
    screen.press("f", "b")
    screen.wait_for(all_blocked)
    screen.press("q")
    screen.wait_exit()
    screen = open_list(console)
    screen.press("f")
    screen.wait_for("Held back")
    screen.press("enter")
    screen.wait_for(all_blocked)


def test_they_are_the_panes_own_and_stand_in_the_palette(console, tmp_path):
    (tmp_path / "views").write_text("filter\tusers\tHeld back\tb status:blocked\nfilter\tdebts\tClosed\t- is_paid:yes\n")
    screen = open_list(console)
    screen.press(":")
    screen.type("held")
    screen.wait_for("f b")
    assert "Closed" not in screen.text()
    screen.press("enter")
    screen.wait_for(all_blocked)


def test_a_palette_that_is_opened_from_the_palette_has_them_too(console, tmp_path):
    (tmp_path / "views").write_text("filter\tusers\tHeld back\tb status:blocked\n")
    screen = open_list(console)
    screen.press(":")
    screen.type("palette.open")
    screen.press("enter", "C-u")
    screen.type("held")
    screen.wait_for("f b")
    screen.press("enter")
    screen.wait_for(all_blocked)


def test_what_does_not_fit_is_said(console, tmp_path):
    (tmp_path / "views").write_text("filter\tusers\tHeld back\tb status:blocked\nfilter\tusers\tOld\to shoe_size:44\n")
    screen = open_list(console)
    screen.press("f", "+")
    screen.wait_for("nothing to keep")
    screen.press("o")
    screen.wait_for("shoe_size")
    screen.wait_for("/200")
    filter_by(screen, "status:active")
    keep(screen, "Other", "b")
    screen.wait_for("b is the key of Held back")
    screen.press("backspace")
    screen.type("a")
    screen.press("enter")
    screen.wait_for(lambda t: "Other" in t.text() and "Take away" in t.text())
    screen.press("up", "up", "del")
    screen.wait_for("enter Take away")
    screen.press("y", "esc")
    screen.wait_gone("enter Take away")
    assert "Held back" in (tmp_path / "views").read_text()
    screen.press("del")
    screen.wait_for("enter Take away")
    screen.press("enter")
    screen.wait_for(lambda t: "Taken away" in t.text())
    assert (tmp_path / "views").read_text() == "filter\tusers\tOld\to shoe_size:44\nfilter\tusers\tOther\ta status:active\n"


def test_a_filter_is_not_replaced_unasked(console, tmp_path):
    kept = "filter\tusers\tHeld back\tb status:blocked\n"
    (tmp_path / "views").write_text(kept)
    screen = open_list(console)
    filter_by(screen, "status:active")
    keep(screen, "Held back", "b")
    screen.wait_for("enter Replace")
    assert "status:blocked" in screen.text() and (tmp_path / "views").read_text() == kept
    screen.press("esc")
    screen.wait_gone("enter Replace")
    assert (tmp_path / "views").read_text() == kept
    screen.press("enter")
    screen.wait_for("enter Replace")
    screen.press("enter")
    screen.wait_gone("enter Replace")
    assert (tmp_path / "views").read_text() == "filter\tusers\tHeld back\tb status:active\n"
