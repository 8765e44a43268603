"""What is amiss with PPPoE lines: told of their customer, told as incidents, mended by keys. All of it is brought about on the simulated
router, and what looks alike is silent."""

import json

import pytest
from test_billing import owe
from test_crash import wait_until
from test_lines import POOLED, PROFILES, Town, act, config, customers, lines, mac, town  # noqa: F401
from test_policies import let_in
from test_widgets import open_pane


@pytest.fixture
def explain(run):
    """The symptoms of lines of a customer: {name: (what mends it, what it says)}."""
    def go(user):
        rows = json.loads(run("explain", user, "--format", "json").out)
        return {row["symptom"]: (row["mends"], row["says"]) for row in rows if row["symptom"].startswith("line_")}

    return go


@pytest.fixture
def incidents(run):
    def go():
        assert run("act", "jobs.run", "--id", "incident_watch", "--yes").code == 0
        rows = json.loads(run("show", "incidents", "--where", "state:new", "--format", "json").out)
        return {row["kind"]: row["rows"] for row in rows if row["kind"].startswith("line_")}

    return go


@pytest.fixture
def house(town, act, lines, database):  # noqa: F811
    """A customer with one line, which is on: town, and what is set there."""
    ((user, phone, _),) = customers(database, 1)
    town.user, town.phone = user, phone
    town.load([{"name": "rumah"}])
    town.dial("rumah")
    act("routers.lines", "--id", "main")
    act("lines.take", "--id", lines()["rumah"]["id"], f"customer={phone}")
    town.line = lines()["rumah"]["id"]
    town.set = lambda **values: town.router.order("row", path="/ppp/secret", verb="set", values={
        ".id": town.secret("rumah")[".id"], **{name.replace("_", "-"): value for name, value in values.items()}})
    return town


def hang_up(town, n=1):  # noqa: F811
    town.router.order("ppp_modem", user="rumah", mac=mac(n), on=False)


def put(path, verb, **values):
    return {"path": path, "verb": verb, "values": values}


# --- of one customer ---


def test_isolated_for_an_invoice_by_the_operator_and_by_a_block(house, explain, act, database, run):  # noqa: F811
    let_in(database)
    owe(database, house.user)
    number = database.one("SELECT invoice_number FROM console.invoice WHERE user_id = %s", house.user)
    database.all("UPDATE public.users SET is_blocked = true, blocked_at = now(), blocked_reason = 'isolir_tagihan|invoice=' || %s WHERE id = %s",
                 number, house.user)
    house.follow()
    mends, says = explain(house.user)["line_isolated_debt"]
    assert mends == "invoices.pay" and number in says
    act("users.unblock", "--id", house.user)
    run("worker", "--once")
    act("lines.isolate", "--id", house.line, "reason=kabel dicuri")
    mends, says = explain(house.user)["line_held"]
    assert mends == "lines.release" and says.endswith("kabel dicuri")
    act("lines.release", "--id", house.line)
    act("users.block", "--id", house.user, "reason=berbagi akun")
    run("worker", "--once")
    found = explain(house.user)
    assert found["line_isolated"][0] == "users.unblock" and set(found) <= {"line_isolated", "line_on"}


def test_off_here_and_off_there(house, explain, act):  # noqa: F811
    house.set(disabled="true")
    house.follow()
    assert explain(house.user)["line_disabled"][0] == "lines.put"
    act("lines.put", "--id", house.line)
    assert "line_disabled" not in explain(house.user)
    act("lines.change", "--id", house.line, "off=yes")
    assert set(explain(house.user)) == {"line_off"}


def test_silent_never_dialled_and_bound_to_a_modem(house, explain, act, lines, database):  # noqa: F811
    hang_up(house)
    house.follow()
    mends, says = explain(house.user)["line_silent"]
    assert mends is None and says.endswith("peer-request")
    act("lines.change", "--id", house.line, f"caller={mac(1)}")
    house.dial("rumah", first=2)  # another modem, which the router refuses
    house.follow()
    mends, says = explain(house.user)["line_bound"]
    assert mends == "lines.change" and mac(1) in says
    act("lines.change", "--id", house.line, "caller=any")
    house.router.order("ppp_dial")
    house.follow()
    assert set(explain(house.user)) == {"line_on"}
    house.router.order("row", path="/ppp/secret", verb="add", values={"name": "kedua", "password": "x", "profile": "10M", "service": "pppoe"})
    house.follow()
    act("lines.take", "--id", lines()["kedua"]["id"], f"customer={house.phone}")
    assert explain(house.user)["line_never"][1] == "line kedua has never dialled in"


def test_another_mac_there_and_another_address(house, explain, act):  # noqa: F811
    house.set(caller_id=mac(9))
    house.follow()
    mends, says = explain(house.user)["line_mac"]
    assert mends == "lines.put" and mac(9) in says
    act("lines.put", "--id", house.line)
    house.router.order("ppp_dial")
    house.follow()
    # what is written holds from the next session on: a session of before that the router keeps has another address
    house.router.order("trap", on="/ppp/active/remove", message="failure: busy")
    act("lines.change", "--id", house.line, "address=10.7.7.7")
    mends, says = explain(house.user)["line_address"]
    assert mends == "lines.kick" and says.endswith("10.7.7.7")
    act("lines.kick", "--id", house.line)
    house.router.order("ppp_dial")
    house.follow()
    assert set(explain(house.user)) == {"line_on"}


def test_on_twice_and_gone(house, explain, act):  # noqa: F811
    found = explain(house.user)
    assert set(found) == {"line_on"} and found["line_on"][0] is None
    assert "line rumah is on since" in found["line_on"][1]
    house.dial("rumah", first=2)
    house.follow()
    mends, says = explain(house.user)["line_twice"]
    assert mends == "lines.kick" and "2 times, 1 is the limit" in says
    act("settings.set", "--id", "line_sessions", "value=2")
    assert set(explain(house.user)) == {"line_on"}
    house.router.order("row", path="/ppp/secret", verb="remove", values={".id": house.secret("rumah")[".id"]})
    house.follow()
    assert explain(house.user)["line_gone"][0] == "lines.put"


def test_the_lists_word_for_it(house, run, act):  # noqa: F811
    act("users.sync", "--id", house.user)
    act("routers.reconcile", "--id", "main")
    house.set(disabled="true")
    hang_up(house)
    house.follow()
    (row,) = json.loads(run("show", "users", "--id", house.user, "--columns", "trouble", "--format", "json").out)
    assert row == {"trouble": "line_disabled"}


# --- incidents: what brings it about, what mends it, what looks alike ---


def refused_release(w):
    w.act("users.block", "--id", w.user, "reason=coba")
    w.run("worker", "--once")
    w.router.order("trap", on="/ppp/secret/set", message="failure: read only")
    w.act("users.unblock", "--id", w.user)
    w.run("worker", "--once")


def fresh_hold(w):
    w.act("lines.isolate", "--id", w.line, "reason=kabel dicuri")


def no_profile(w):
    w.act("users.unblock", "--id", w.user)
    w.run("worker", "--once")
    w.router.order("load", tables={"/ppp/profile": PROFILES[:3]})
    w.act("users.block", "--id", w.user, "reason=coba")
    w.run("worker", "--once")


def profile_made(w):
    w.router.order("row", **put("/ppp/profile", "add", **POOLED))
    w.act("lines.put", "--id", w.line)


def session_stays(w):
    w.router.order("trap", on="/ppp/active/remove", message="failure: busy")
    w.act("users.block", "--id", w.user, "reason=coba")
    w.run("worker", "--once")


def made_and_removed(w):
    w.act("lines.add", "router=main", "name=baru", f"customer={w.phone}")
    w.router.order("row", **put("/ppp/secret", "remove", **{".id": w.secret("baru")[".id"]}))
    w.follow()


def put_again(w):
    w.act("lines.put", "--where", "state:gone")


def foreign_one_removed(w):
    w.router.order("row", **put("/ppp/secret", "add", name="asing", password="x", profile="10M"))
    w.follow()
    w.router.order("row", **put("/ppp/secret", "remove", **{".id": w.secret("asing")[".id"]}))
    w.follow()


def second_modem(w):
    hang_up(w)
    w.dial("rumah", "rumah", first=2)
    w.router.order("ppp_age", by=300)
    w.follow()


CAUSED = {
    "line_kept_in": (refused_release, lambda w: w.act("lines.put", "--id", w.line), fresh_hold),
    "line_let_through": (no_profile, profile_made, lambda w: w.act("users.block", "--id", w.user, "reason=coba")),
    "line_let_through, the session of before stays": (session_stays, lambda w: w.act("lines.put", "--id", w.line), None),
    "line_gone": (made_and_removed, put_again, foreign_one_removed),
    "line_twice": (second_modem, lambda w: (hang_up(w, 2), w.follow()), lambda w: (w.dial("rumah", first=2), w.follow(), hang_up(w, 2))),
}


def test_each_is_seen_when_it_is_so_and_over_when_it_is_mended(house, act, incidents, run):  # noqa: F811
    house.act = lambda *arguments: run("act", *arguments, "--yes")
    for name, (cause, mend, alike) in CAUSED.items():
        kind = name.split(",")[0]
        if alike:
            alike(house)
            assert kind not in incidents(), f"{name}: what looks alike"
            house.act("lines.release", "--id", house.line)
        cause(house)
        assert incidents().get(kind) == 1, name
        mend(house)
        assert kind not in incidents(), f"{name}: after it was mended"
        house.act("users.unblock", "--id", house.user)
        run("worker", "--once")
        house.router.order("ppp_dial")
        house.follow()


def test_a_hold_that_was_forgotten(house, act, incidents, database):  # noqa: F811
    """After three days, where the customer owes nothing."""
    fresh_hold(house_with(house, act))
    database.all("UPDATE console.ppp_line SET isolated_at = now() - interval '4 days'")
    assert incidents() == {"line_kept_in": 1}
    owe(database, house.user)
    assert incidents() == {}


def house_with(house, act):  # noqa: F811
    house.act = act
    return house


def test_a_line_that_is_gone_is_mended_by_keys_alone(house, act, incidents, console):  # noqa: F811
    made_and_removed(house_with(house, act))
    assert incidents() == {"line_gone": 1}
    screen = open_pane(console, "incidents", "secret is gone")
    screen.press("enter")
    screen.wait_for("dial in any more")
    screen.press("M")
    screen.wait_for("Write to the router")
    screen.confirm()
    wait_until(lambda: any(row["name"] == "baru" for row in house.router.rows("/ppp/secret")))
    wait_until(lambda: incidents() == {})


def test_from_the_number_to_a_line_that_is_on_again(house, act, console):  # noqa: F811
    """Pasted on the list of customers: what is wrong is on top, M mends it."""
    act("users.sync", "--id", house.user)
    act("routers.reconcile", "--id", "main")
    house.set(disabled="true")
    hang_up(house)
    house.follow()
    screen = console("users")
    screen.wait_for("1/200")
    screen.paste("0" + house.phone.removeprefix("+62"))
    screen.wait_for("switched off, and here it is on")
    screen.press("M")
    screen.wait_for("off · 10M")
    screen.confirm()
    wait_until(lambda: house.secret("rumah")["disabled"] == "false")
