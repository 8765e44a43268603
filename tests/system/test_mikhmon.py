"""A router that Mikhmon ran: looked at, taken over, given back; what comes of it is held against the generator's truth."""

import collections
import datetime
import os
import time

import mikhmon
import pytest

VOUCHERS = int(os.environ.get("HC_MIKHMON_VOUCHERS", "600"))
SALES = int(os.environ.get("HC_MIKHMON_SALES", "1500"))


def local_now():
    """The simulated router's clock."""
    return datetime.datetime.fromtimestamp(time.time(), datetime.timezone(datetime.timedelta(hours=7))).replace(tzinfo=None)


@pytest.fixture
def made(bare_router):
    made = mikhmon.make(VOUCHERS, SALES, local_now())
    bare_router.order("load", tables=made.tables)
    bare_router.stats(reset=True)
    return made


@pytest.fixture
def config(make_config, database, bare_router, made):
    return make_config(database, [bare_router])


@pytest.fixture
def act(run):
    def go(*arguments, code=0, **options):
        result = run("act", *arguments, "--yes", **options)
        assert result.code == code, (result.out, result.err)
        return result

    return go


@pytest.fixture
def looked(act):
    act("takeover.look", "--id", "main")


def staged(database):
    rows = database.all("SELECT name, server, shape, kind, state, is_overdue, first_login, ends, limit_uptime_s, used_s, limit_bytes, used_bytes, batch"
                        "  FROM console.takeover_user WHERE is_voucher")
    return {(row[0], row[1]): row for row in rows}


def left(limit, used):
    return None if not limit else max(0, limit - used)


def near(found, wanted, seconds=300):
    """The router's clock went on while the test began."""
    if found is None or wanted is None:
        return found == wanted
    return abs((found - wanted).total_seconds()) <= seconds


def test_a_look_counts_each_shape_and_writes_nothing(looked, made, show, bare_router, database):
    (found,) = show("takeovers")
    wanted = made.counts
    assert found["state"] == "looked"
    for shape in ("batch", "single", "empty", "dated_old", "dated_iso", "spent", "overdue"):
        assert (shape, found[shape]) == (shape, wanted[shape])
    for state in ("unsold", "running", "expired", "stuck"):
        assert (state, found[state]) == (state, wanted["state_" + state])
    kinds = collections.Counter(v.kind for v in made.users.values())
    assert (found["vc"], found["up"]) == (kinds["vc"], kinds["up"])
    assert (found["vouchers"], found["foreign"]) == (len(made.users), len(made.foreign))
    assert (found["sales"], found["sales_without_time"]) == (wanted["sales"], wanted["sales_without_time"])
    assert found["sales_unreadable"] == made.broken_sales and found["sales_repeated"] > 0
    assert (found["profiles"], found["price_unclear"]) == (len(mikhmon.MIKHMON), 2)
    assert found["profiles_without_record"] == sum(not p.records for p in mikhmon.MIKHMON)
    assert (found["packages"], found["monitors"]) == (2, len(mikhmon.EXPIRING) + 1)
    assert found["schedulers_left"] == sum(v.has_scheduler for v in made.users.values())
    assert (found["hidden_passwords"], found["zone"]) == (0, mikhmon.ZONE)
    assert bare_router.stats()["writes"] == 0


def test_each_voucher_is_what_the_generator_says(looked, made, database):
    found = staged(database)
    assert found.keys() == made.users.keys()
    for key, voucher in made.users.items():
        _, _, shape, kind, state, is_overdue, first, ends, limit_s, used_s, limit_b, used_b, batch = found[key]
        assert (key, shape, kind, state, is_overdue, batch) == (key, voucher.shape, voucher.kind, voucher.state, voucher.is_overdue, voucher.batch)
        assert near(first, voucher.first_login), (key, first, voucher)
        assert ends == voucher.end, key
        if shape != "spent":
            assert left(limit_b, used_b) == voucher.bytes_left, key
            assert voucher.uptime_left is None and not limit_s or abs(left(limit_s, used_s) - voucher.uptime_left) <= 300, key
    assert not database.one("SELECT count(*) FROM console.takeover_user WHERE NOT is_voucher AND password IS NOT NULL")


def test_each_sale_is_what_the_generator_says(looked, made, database):
    found = collections.Counter(database.all("SELECT name, mac, sold, price_typed, profile, batch, address FROM console.takeover_sale"
                                             " WHERE fault IS NULL AND NOT is_repeat"))
    assert found == collections.Counter((s.user, s.mac, s.time, s.price, s.profile, s.batch, s.address) for s in made.sales)


def test_what_is_unclear_is_asked(looked, made, show, act):
    asked = {(row["kind"], row["subject"]): row for row in show("questions")}
    assert asked["price", "3-Jam"]["example"] == "2.000" and asked["price", "3-Jam"]["proposal"] == "2000"
    assert asked["price", "3-Jam"]["state"] == asked["price", "Pecahan"]["state"] == "to_answer"
    assert asked["price", "Pecahan"]["proposal"] is None
    assert (asked["price", "1-Hari"]["proposal"], asked["price", "1-Hari"]["state"]) == ("3000", "proposed")
    assert ("selling", "Lama") not in asked and ("selling", "Bebas") not in asked
    assert asked["still_let_in", "all"]["rows"] == made.counts["overdue"]
    assert asked["stuck", "all"]["rows"] == made.counts["state_stuck"]
    assert asked["shared_batch", made.shared[0]]["state"] == "to_know"
    assert asked["package_unreadable", "rusak"]["state"] == "to_know"
    (row,) = show("takeovers")
    needed = [key for key, q in asked.items() if q["state"] == "to_answer"]
    assert row["to_answer"] == len(needed)
    # answered one by one, and where something is proposed by that
    act("takeover.answer", "--id", asked["price", "3-Jam"]["id"])
    act("takeover.answer", "--id", asked["price", "Pecahan"]["id"], "answer=2500")
    refused = act("takeover.answer", "--id", asked["still_let_in", "all"]["id"], "answer=maybe", code=1)
    assert "expire, or for how many days they go on" in refused.out + refused.err
    asked = {(row["kind"], row["subject"]): row for row in show("questions")}
    assert asked["price", "3-Jam"]["answer"] == "2000" and asked["price", "Pecahan"]["answer"] == "2500"
    # looked at anew, the answers stay
    act("takeover.look", "--id", "main")
    asked = {(row["kind"], row["subject"]): row for row in show("questions")}
    assert (asked["price", "Pecahan"]["answer"], asked["still_let_in", "all"]["answer"]) == ("2500", None)
