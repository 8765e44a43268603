"""The filter line under the operator's hands: what stands in it is replaced or kept, what was looked for comes back."""

import json
import os

import pytest


def rows(terminal):
    return [line for line in terminal.lines()[3:-1] if "08" in line]


def filter_line(terminal):
    return terminal.lines()[1][2:60].rstrip()


def look_for(screen, text):
    screen.press("/")
    screen.type(text)
    screen.wait_for(lambda t: filter_line(t).startswith(text))
    screen.press("enter")


@pytest.fixture
def screen(console):
    opened = console("users")
    opened.wait_for(lambda t: rows(t))
    return opened


def test_the_next_key_replaces_the_old_filter(screen):
    look_for(screen, "status:blocked")
    screen.press("/")
    screen.type("budi")
    screen.wait_for(lambda t: filter_line(t) == "budi" and rows(t) and all("budi" in row.lower() for row in rows(t)))


@pytest.mark.parametrize("key", ["end", "left", "home", "C-e", "C-a"])
def test_a_move_keeps_the_old_filter(screen, key):
    look_for(screen, "status:blocked")
    screen.press("/")
    screen.press(key)
    screen.press("end")
    screen.type(" debt>1GB")
    screen.wait_for(lambda t: filter_line(t) == "status:blocked debt>1GB")


def test_a_paste_replaces_the_old_filter(screen):
    look_for(screen, "status:blocked")
    screen.press("/")
    screen.send(b"\x1b[200~budi\x1b[201~")
    screen.wait_for(lambda t: filter_line(t) == "budi")


def test_escape_clears_the_filter_of_a_list(screen):
    look_for(screen, "status:blocked")
    screen.wait_for(lambda t: rows(t) and all("blocked" in row for row in rows(t)))
    screen.press("esc")
    screen.wait_for(lambda t: filter_line(t) == "" and any("active" in row for row in rows(t)))


def test_nothing_found_says_what_clears_it(screen):
    screen.press("/")
    screen.type("nobodyiscalledso")
    screen.wait_for("Nothing matches the filter.")
    assert "clears it" not in screen.text()  # the key would be typed
    screen.press("enter")
    screen.wait_for("Nothing matches the filter. c clears it.")
    screen.press("c")
    screen.wait_for(lambda t: rows(t))


def test_earlier_filters_come_back_also_to_the_next_console(screen, console, tmp_path):
    for text in ("budi", "status:blocked", "debt>1GB"):
        look_for(screen, text)
    screen.press("c")
    screen.press("/")
    screen.type("si")
    for earlier in ("debt>1GB", "status:blocked", "budi", "budi"):
        screen.press("up")
        screen.wait_for(lambda t, wanted=earlier: filter_line(t) == wanted)
    for later in ("status:blocked", "debt>1GB", "si", "si"):
        screen.press("down")
        screen.wait_for(lambda t, wanted=later: filter_line(t) == wanted)
    screen.press("esc")
    screen.press("q")
    assert screen.wait_exit() == 0
    assert os.stat(tmp_path / "filters").st_mode & 0o777 == 0o600

    again = console("users")
    again.wait_for(lambda t: rows(t))
    again.press("/")
    again.press("up")
    again.wait_for(lambda t: filter_line(t) == "debt>1GB" and rows(t))
    again.press("enter")
    again.press("/")
    again.press("up")  # past what stands there already
    again.wait_for(lambda t: filter_line(t) == "status:blocked")


def test_each_pane_has_filters_of_its_own(screen):
    look_for(screen, "budi")
    screen.press(":")
    screen.type("payments")
    screen.press("enter")
    screen.wait_for("Method")
    screen.press("/")
    screen.press("up")
    screen.type("x")
    screen.wait_for(lambda t: filter_line(t) == "x")


def test_where_nothing_can_be_kept_it_is_said_once(console, make_config, database):
    screen = console("users", config=make_config(database, extra='history_file = "/dev/null/filters";'))
    screen.wait_for(lambda t: rows(t))
    look_for(screen, "budi")
    screen.wait_for("remembered until this console ends")
    screen.press("/")
    screen.press("up")
    screen.type("siti")
    screen.press("enter")
    screen.wait_for(lambda t: filter_line(t) == "siti" and "remembered" not in t.text())
    screen.press("/")
    screen.press("up")
    screen.wait_for(lambda t: filter_line(t) == "budi")


# --- phone numbers as they are copied ---

WRITTEN = ["0812 9990 0011", "+62 812-9990-0011", "\u202a+62\u00a0812\u20119990\u20110011\u202c", "\ufeff081299900011\u200b",
           "0062 812 9990 0011", "62 812 9990 0011", "(+62) 812 9990 0011", "0812 - 9990 - 0011"]
BEGUN = ["0812 9990 00", "+62 812-9990-00", "0812\u00a09990\u00a000"]


@pytest.fixture
def numbered(database):
    """A customer with the number of WRITTEN, one of Singapore, and none other whose number is near."""
    database.all("DELETE FROM public.users WHERE phone_number LIKE '+6281299900%' OR phone_number LIKE '+6561%'")
    for phone in ("+6281299900011", "+6561234567"):
        database.all("""UPDATE public.users SET phone_number = %s
                         WHERE id = (SELECT id FROM public.users WHERE phone_number LIKE '+62%%' AND phone_number <> '+6281299900011' LIMIT 1)""", phone)
    # The digits stand within this one, which does not begin so.
    database.all("UPDATE public.users SET phone_number = '+628556281299' WHERE id = (SELECT max(id::text)::uuid FROM public.users "
                 "WHERE phone_number NOT IN ('+6281299900011', '+6561234567'))")


def found(run, where):
    done = run("show", "users", "--where", where, "--format", "json")
    assert done.code == 0, done.err
    return [row["phone_number"] for row in json.loads(done.out)]


@pytest.mark.parametrize("written", WRITTEN)
def test_a_number_is_found_however_it_is_written(run, numbered, written):
    assert found(run, written) == found(run, f'phone_number:"{written}"') == ["+6281299900011"]
    if not written.startswith("("):
        assert found(run, f"phone_number:{written}") == ["+6281299900011"]


@pytest.mark.parametrize("written", BEGUN)
def test_the_beginning_of_a_number_is_found(run, database, numbered, written):
    for where in (written, f"phone_number:{written}", "phone_number:081299900*", f"phone_number:{written[:-3]}"):
        assert found(run, where) == ["+6281299900011"], where
    assert found(run, f'phone_number="{written}"') == [], "with = it is a whole number"
    database.all("UPDATE public.users SET phone_number = '+62812999000' WHERE phone_number = '+6561234567'")
    assert found(run, f"phone_number:{written}") == ["+62812999000"], "whoever has the number is meant alone"


@pytest.mark.parametrize("written", ["0065 6123", "+65\u00a06123\u00a04567", "006561234567", "+65"])
def test_a_number_of_elsewhere_is_found(run, numbered, written):
    assert found(run, written) == found(run, f"phone_number:{written}") == ["+6561234567"]


def test_a_leading_0_begins_a_number(run, numbered):
    for where in ("081299", "+62 812-99", "phone_number:081299"):
        assert found(run, where) == ["+6281299900011"], where
    assert sorted(found(run, "6281299")) == ["+6281299900011", "+628556281299"], "digits alone stand anywhere"


def test_a_pasted_number_is_found_on_the_screen(screen, numbered):
    screen.press("C-l", "/")
    screen.paste("\u202a+62\u00a0812\u20119990\u202c")
    screen.wait_for(lambda t: len(rows(t)) == 1 and "081299900011" in rows(t)[0].replace(" ", "").replace("-", ""))
