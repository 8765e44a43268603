"""Rows that come when the operator has gone elsewhere."""


def test_rows_that_nobody_is_near_any_more(console, make_config, relay, database):
    """A page that was asked for at the bottom comes when the top is in sight, too far away to be kept."""
    way = relay("hotspot-console read")
    read = way.gates["hotspot-console read"]
    screen = console("users", config=make_config(way.conninfo))
    screen.wait_for(" 1/200")
    for place in ("21/200", "41/200", "61/200", "81/200"):
        screen.press("C-f")
        screen.wait_for(place)
    read.shut()
    screen.press("C-f", "C-f", "C-f")  # into what is there, however much, until more is asked for
    assert read.is_awaited.wait(15)
    screen.press("g")
    screen.wait_for(" 1/200")
    database.all("UPDATE public.users SET full_name = 'Aaron Baru' WHERE full_name = (SELECT min(full_name) FROM public.users)")
    read.is_open.set()
    screen.press("C-l")
    screen.wait_for("Aaron Baru")  # it was asked for later: the page has come
    screen.press("G")
    screen.wait_for("200/200")
    screen.press("g")
    screen.wait_for(" 1/200")
