"""A router that Mikhmon ran: looked at, taken over, given back; what comes of it is held against the generator's truth."""

import collections
import datetime
import os
import subprocess
import time

import mikhmon
import pytest

VOUCHERS = int(os.environ.get("HC_MIKHMON_VOUCHERS", "400"))
SALES = int(os.environ.get("HC_MIKHMON_SALES", "800"))


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


# --- taken over, given back -----------------------------------------------------------------------

MENUS = ("/ip/hotspot/user", "/ip/hotspot/user/profile", "/system/scheduler", "/system/script")


def answer_all(show, act):
    """As proposed, and 2500 where nobody can tell; overdue vouchers end."""
    asked = [question for question in show("questions") if question["state"] == "to_answer"]
    for answer, ids in ([], [q["id"] for q in asked if q["proposal"]]), (["answer=2500"], [q["id"] for q in asked if not q["proposal"]]):
        act("takeover.answer", *(word for id in ids for word in ("--id", id)), *answer)


def dump(router):
    return {path: router.rows(path) for path in MENUS}


def by_name(rows):
    return {row["name"]: row for row in rows}


@pytest.fixture
def answered(looked, show, act):
    answer_all(show, act)
    return show("takeovers")[0]["id"]


def test_nothing_is_taken_while_questions_are_open(looked, show, act, bare_router):
    (row,) = show("takeovers")
    refused = act("takeover.apply", "--id", row["id"], code=1)
    assert f"{row['to_answer']} questions are open" in refused.out + refused.err
    assert bare_router.stats()["writes"] == 0


def test_what_mikhmon_runs_is_stopped_and_nothing_else(answered, act, show, bare_router, made):
    before = dump(bare_router)
    act("takeover.apply", "--id", answered)
    after = dump(bare_router)
    assert show("takeovers")[0]["state"] == "taken"
    assert after["/system/script"] == before["/system/script"]
    assert after["/ip/hotspot/user"] == before["/ip/hotspot/user"]
    profiles, was = by_name(after["/ip/hotspot/user/profile"]), by_name(before["/ip/hotspot/user/profile"])
    for profile in mikhmon.PROFILES:
        if profile.fields is not None:
            assert "on-login" not in profiles[profile.name]
            assert {k: v for k, v in was[profile.name].items() if k != "on-login"} == profiles[profile.name]
        else:
            assert profiles[profile.name] == was[profile.name]
    schedulers = by_name(after["/system/scheduler"])
    assert schedulers["backup-harian"]["disabled"] == "false"
    assert {row["disabled"] for name, row in schedulers.items() if name != "backup-harian"} == {"true"}


def test_given_back_it_is_as_it_was_whole(answered, act, show, bare_router):
    before = dump(bare_router)
    act("takeover.apply", "--id", answered)
    assert dump(bare_router) != before
    # what happens to vouchers meanwhile
    for verb, values in (("set", {"disabled": "yes", "comment": "lain"}),):
        row = next(row for row in before["/ip/hotspot/user"] if row["comment"].startswith("vc-"))
        bare_router.order("row", path="/ip/hotspot/user", verb=verb, values={".id": row[".id"], **values})
    act("takeover.undo", "--id", answered)
    assert show("takeovers")[0]["state"] == "undone"
    assert dump(bare_router) == before
    # and it may be taken over once more
    act("takeover.look", "--id", "main")
    assert [row["state"] for row in show("takeovers")] == ["looked", "undone"]


def test_cancelled_half_way_it_goes_back_whole_or_on(answered, run, act, show, bare_router, database, made):
    before = dump(bare_router)
    bare_router.order("trap", on="write", nth=15, count=1000, message="failure: no space left", category=None)
    run("act", "takeover.apply", "--id", answered, "--yes")
    bare_router.order("calm")
    assert state_of(database) == "taking" and dump(bare_router) != before
    # taken back from where it stands, the router is as it was
    act("takeover.undo", "--id", answered)
    assert state_of(database) == "undone" and dump(bare_router) == before
    assert database.one("SELECT count(*) FROM console.mikhmon_voucher") == 0
    # once more, and that time it goes on from where it stood
    act("takeover.look", "--id", "main")
    answer_all(show, act)
    again = next(row["id"] for row in show("takeovers") if row["state"] == "looked")
    bare_router.order("trap", on="write", nth=15, count=1000, message="failure: no space left", category=None)
    run("act", "takeover.apply", "--id", again, "--yes")
    bare_router.order("calm")
    assert state_of(database) == "taking"
    database.all("UPDATE console.outbox SET state = 'pending', next_attempt_at = now() WHERE effect = 'mikhmon_take' AND state = 'failed'")
    database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE effect = 'mikhmon_take' AND state = 'pending'")
    run("worker", "--once")
    assert state_of(database) == "taken" and database.one("SELECT count(*) FROM console.mikhmon_voucher") == len(made.users)


def test_confirmed_it_stays(answered, act, show, bare_router):
    act("takeover.apply", "--id", answered)
    act("takeover.confirm", "--id", answered)
    refused = act("takeover.undo", "--id", answered, code=1)
    assert "it can't be given back" in refused.out + refused.err
    assert show("takeovers")[0]["state"] == "confirmed"


def state_of(database):
    return database.one("SELECT state FROM console.takeover ORDER BY began_at DESC LIMIT 1")


def steps(database):
    return {step for (step,) in database.all("SELECT step FROM console.takeover_step")}


def wait_until(condition, seconds=40):
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not come true"
        time.sleep(0.02)


def lease_ends(database):
    """As if it had run out."""
    database.all("UPDATE console.outbox SET lease_until = now() - interval '1 s' WHERE state = 'running'")


@pytest.mark.parametrize("written", [None, "/system/scheduler", "/ip/hotspot/user/profile"])
def test_killed_half_way_it_goes_on_where_it_was(answered, binary, config, environment, database, bare_router, worker, made, written):
    before = dump(bare_router)
    bare_router.stats(reset=True)
    bare_router.order("latency", ms=150)
    process = subprocess.Popen([binary, "--config", config, "act", "takeover.apply", "--id", answered, "--yes"], env=environment,
                               stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        if written:
            wait_until(lambda: bare_router.stats()["changes"].get(written, 0) > 0)
        else:
            wait_until(lambda: state_of(database) == "taking")
    finally:
        process.kill()
        process.wait()
    assert state_of(database) == "taking" and "written" not in steps(database)
    kept = database.all("SELECT part, name, before FROM console.takeover_kept ORDER BY 1, 2")
    bare_router.order("latency", ms=0)
    lease_ends(database)
    worker()
    wait_until(lambda: state_of(database) == "taken")
    # what stood there is noted as of before the first write
    if kept:
        assert database.all("SELECT part, name, before FROM console.takeover_kept ORDER BY 1, 2") == kept
    scripts = {name: bytes(was) for part, name, was in database.all("SELECT part, name, before FROM console.takeover_kept") if part == "profile"}
    assert scripts == {p.name: p.script.encode() for p in mikhmon.MIKHMON}
    after = dump(bare_router)
    # a worker that lives ends what is over, and touches nothing else
    assert [{**row, "disabled": ""} for row in after["/ip/hotspot/user"]] == [{**row, "disabled": ""} for row in before["/ip/hotspot/user"]]
    foreign = [row for row in after["/ip/hotspot/user"] if row["name"] in made.foreign]
    assert foreign == [row for row in before["/ip/hotspot/user"] if row["name"] in made.foreign]
    assert not any(":put" in row.get("on-login", "") for row in after["/ip/hotspot/user/profile"])


def test_a_router_that_goes_down_among_the_writes_is_taken_over_when_it_is_back(answered, run, database, bare_router, worker):
    bare_router.order("power_cut", after_writes=4, down_ms=300)
    run("act", "takeover.apply", "--id", answered, "--yes")
    worker()
    wait_until(lambda: state_of(database) == "taken")
    assert not any(":put" in row.get("on-login", "") for row in bare_router.rows("/ip/hotspot/user/profile"))
    assert database.one("SELECT count(*) FROM console.takeover_kept WHERE changed_at IS NULL") == 0


def test_what_somebody_changes_meanwhile_is_theirs(answered, act, show, bare_router, database):
    """A script that is another by the time it is given back is left."""
    act("takeover.apply", "--id", answered)
    row = by_name(bare_router.rows("/ip/hotspot/user/profile"))["1-Hari"]
    bare_router.order("row", path="/ip/hotspot/user/profile", verb="set", values={".id": row[".id"], "on-login": ":log info mine"})
    act("takeover.undo", "--id", answered)
    assert by_name(bare_router.rows("/ip/hotspot/user/profile"))["1-Hari"]["on-login"] == ":log info mine"
    (found,) = show("takeovers")
    assert found["state"] == "undone" and "1-Hari" in found["trouble"]


# --- what is here then ------------------------------------------------------------------------------


@pytest.fixture
def taken(answered, act):
    act("takeover.apply", "--id", answered)
    return answered


def local(moment):
    return moment and moment.astimezone(datetime.timezone(datetime.timedelta(hours=7))).replace(tzinfo=None)


def test_each_voucher_goes_on_as_what_it_was(taken, made, database):
    rows = database.all("SELECT v.name, v.server, v.kind, v.state, v.first_login, v.ends_at, v.used_s, v.used_bytes, l.limit_uptime_s, l.limit_bytes, l.batch,"
                        "       l.profile, v.is_off, v.note FROM console.mikhmon_voucher v JOIN console.mikhmon_lot l ON l.id = v.lot_id")
    found = {(row[0], row[1]): row[2:] for row in rows}
    assert found.keys() == made.users.keys() and len(rows) == len(found)
    profiles = {p.name: p for p in mikhmon.PROFILES}
    for key, voucher in made.users.items():
        kind, state, first, ends, used_s, used_b, limit_s, limit_b, batch, profile, _, note = found[key]
        assert (key, kind, batch, profile, note) == (key, voucher.kind, voucher.batch or "", voucher.profile, voucher.note)
        assert near(local(first), voucher.first_login), key
        if voucher.state != "stuck":
            assert (key, state, local(ends)) == (key, voucher.state, voucher.end)
        else:  # from the first login, as far as the router tells it, else from now
            began = voucher.first_login or made.now
            wanted = began + datetime.timedelta(seconds=profiles[voucher.profile].validity_s)
            assert near(local(ends), wanted) and state == ("running" if wanted > made.now else "expired"), key
        assert left(limit_b, used_b) == voucher.bytes_left, key
        if voucher.shape != "spent":
            assert voucher.uptime_left is None and not limit_s or abs(left(limit_s, used_s) - voucher.uptime_left) <= 300, key
    assert {name for (name, _) in found} & made.foreign == set()


def test_each_sale_is_here_with_what_its_price_means(taken, made, database):
    found = collections.Counter((name, mac, local(at), price, profile, batch) for name, mac, at, price, profile, batch in database.all(
        "SELECT name, mac, sold_at, price_rp, profile, batch FROM console.mikhmon_sale"))
    rupiah = {p.name: 2500 if p.rupiah is None else p.rupiah for p in mikhmon.MIKHMON}
    assert found == collections.Counter((s.user, s.mac, s.time, rupiah[s.profile], s.profile, s.batch) for s in made.sales)
    # what a batch was sold for is that of today, where it is kept at all
    selling = dict(database.all("SELECT DISTINCT profile, selling_rp FROM console.mikhmon_sale"))
    assert (selling["1-Hari"], selling["3-Jam"], selling["Lama"], selling["Pecahan"]) == (5000, 2500, 5000, 2500)


def test_two_batches_with_one_comment_are_two_lots(taken, made, database):
    assert database.one("SELECT count(*) FROM console.mikhmon_lot WHERE batch = %s", made.shared[0]) == 2


def test_profiles_of_whole_days_are_packages_that_are_not_offered(taken, show):
    packages = {row["name"]: row for row in show("packages", "--where", "is_active:no")}
    assert (packages["1-Hari"]["price_rp"], packages["1-Hari"]["days"]) == (5000, 1)
    assert (packages["30-Hari"]["price_rp"], packages["30-Hari"]["days"]) == (60000, 30)
    assert "3-Jam" not in packages and "Bebas" not in packages


def follow(run, database):
    database.all("UPDATE console.job SET next_run_at = CASE WHEN name LIKE 'mikhmon_follow%' THEN now() - interval '1 s' ELSE now() + interval '1 h' END")
    assert run("worker", "--once").code == 0


def counters(router, name, **values):
    (row,) = [row for row in router.rows("/ip/hotspot/user") if row["name"] == name]
    router.order("row", path="/ip/hotspot/user", verb="set", values={".id": row[".id"], **values})


def test_who_logs_in_first_begins_then_and_ends_in_time(taken, made, run, database, bare_router):
    fresh = next(v for v in made.users.values() if v.state == "unsold" and v.profile == "1-Hari" and v.server == "all" and v.shape == "batch" and v.name != "kembar")
    run("worker", "--once")
    counters(bare_router, fresh.name, uptime="10m", **{"bytes-in": "1000", "bytes-out": "2000"})
    follow(run, database)
    state, length, used_s, used_b = database.one("SELECT state, ends_at - first_login, used_s, used_bytes FROM console.mikhmon_voucher WHERE name = %s", fresh.name)
    assert (state, length, used_s, used_b) == ("running", datetime.timedelta(days=1), 600, 3000)
    assert database.all("SELECT price_rp, selling_rp, is_ours FROM console.mikhmon_sale WHERE name = %s AND is_ours", fresh.name) == [(3000, 5000, True)]
    # a power cut, or counters that are reset, take nothing off
    counters(bare_router, fresh.name, uptime="0s", **{"bytes-in": "0", "bytes-out": "0"})
    follow(run, database)
    assert database.one("SELECT used_s, used_bytes FROM console.mikhmon_voucher WHERE name = %s", fresh.name) == (600, 3000)
    counters(bare_router, fresh.name, uptime="2m", **{"bytes-in": "0", "bytes-out": "50"})
    follow(run, database)
    assert database.one("SELECT used_s, used_bytes FROM console.mikhmon_voucher WHERE name = %s", fresh.name) == (720, 3050)
    # over: nobody gets in any more, and neither session nor cookie brings it back
    bare_router.order("row", path="/ip/hotspot/active", verb="add", values={"user": fresh.name, "server": "hotspot1", "mac-address": "02:00:00:00:0A:01",
                                                                            "address": "10.5.1.1", "uptime-s": 60})
    bare_router.order("row", path="/ip/hotspot/cookie", verb="add", values={"user": fresh.name, "mac-address": "02:00:00:00:0A:01"})
    database.all("UPDATE console.mikhmon_voucher SET ends_at = now() - interval '1 s' WHERE name = %s", fresh.name)
    follow(run, database)
    assert database.one("SELECT state FROM console.mikhmon_voucher WHERE name = %s", fresh.name) == "expired"
    assert by_name(bare_router.rows("/ip/hotspot/user"))[fresh.name]["disabled"] == "true"
    assert not [row for menu in ("active", "cookie") for row in bare_router.rows("/ip/hotspot/" + menu) if row["user"] == fresh.name]


def test_a_cookie_goes_with_a_voucher_of_one_server(taken, made, run, database, bare_router):
    """A cookie names no server."""
    bound = next(v for v in made.users.values() if v.state == "unsold" and v.server != "all" and v.name != "kembar")
    bare_router.order("row", path="/ip/hotspot/cookie", verb="add", values={"user": bound.name, "mac-address": "02:00:00:00:0A:02"})
    counters(bare_router, bound.name, uptime="10m")
    follow(run, database)
    assert [row for row in bare_router.rows("/ip/hotspot/cookie") if row["user"] == bound.name]
    database.all("UPDATE console.mikhmon_voucher SET ends_at = now() - interval '1 s' WHERE name = %s", bound.name)
    follow(run, database)
    assert not [row for row in bare_router.rows("/ip/hotspot/cookie") if row["user"] == bound.name]


def test_what_is_over_ends_on_the_router_and_nobody_else(taken, made, run, database, bare_router):
    before = by_name(bare_router.rows("/ip/hotspot/user"))
    follow(run, database)
    after = bare_router.rows("/ip/hotspot/user")
    ended = {name for (name,) in database.all("SELECT name FROM console.mikhmon_voucher WHERE state = 'expired' AND NOT ends_itself")}
    assert len(ended) > made.counts["overdue"]
    for row in after:
        if row["name"] in ended:
            assert row["disabled"] == "true", row
        elif row["name"] != "kembar":
            assert row == before[row["name"]]
    bare_router.stats(reset=True)
    follow(run, database)
    assert bare_router.stats()["writes"] == 0


@pytest.mark.parametrize("effect", ["mikhmon_look", "mikhmon_take", "mikhmon_give_back"])
def test_what_is_asked_for_once_more_long_after_does_nothing(taken, run, database, bare_router, effect):
    database.all("UPDATE console.job SET next_run_at = now() + interval '1 h'")
    database.all("INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES ('router:main', %s, 'takeover', %s)", effect, taken)
    was = database.all("SELECT name, on_login, is_mikhmon FROM console.takeover_profile ORDER BY name"), state_of(database)
    bare_router.stats(reset=True)
    run("worker", "--once")
    assert database.one("SELECT state FROM console.outbox WHERE effect = %s ORDER BY id DESC LIMIT 1", effect) == "done"
    assert (database.all("SELECT name, on_login, is_mikhmon FROM console.takeover_profile ORDER BY name"), state_of(database)) == was
    assert bare_router.stats()["changes"].get("/ip/hotspot/user/profile", 0) == 0


def test_given_back_nothing_of_it_stays_here(taken, act, run, database, bare_router, made):
    follow(run, database)
    assert any(row["disabled"] == "true" for row in bare_router.rows("/ip/hotspot/user"))
    act("takeover.undo", "--id", taken)
    off = {row["name"] for row in bare_router.rows("/ip/hotspot/user") if row["disabled"] == "true"}
    assert off == {row["name"] for row in made.tables["/ip/hotspot/user"] if row.get("disabled")}
    for table in ("mikhmon_voucher", "mikhmon_sale", "mikhmon_lot"):
        assert database.one(f"SELECT count(*) FROM console.{table}") == 0
    assert database.one("SELECT count(*) FROM public.packages WHERE name = '1-Hari'") == 0


# --- by keys ----------------------------------------------------------------------------------------


def test_by_keys_from_the_routers_to_the_take_over(config, made, show, act, console, bare_router, database):
    screen = console("routers", rows=40, columns=120)
    screen.wait_for("main")
    screen.press("(")
    screen.wait_for("Look for Mikhmon 1 router")
    screen.confirm()
    screen.wait_for("Users, by their shape")
    screen.wait_for("to answer")
    assert bare_router.stats()["writes"] == 0 and state_of(database) == "looked"
    screen.press("esc")
    # a question, answered as it is proposed, and one with an answer
    open_question = next(q for q in show("questions") if (q["kind"], q["subject"]) == ("price", "Pecahan"))
    questions = console("questions", rows=40, columns=120)
    questions.wait_for("Pecahan")
    questions.press("/")
    questions.type("subject:Pecahan kind:price")
    questions.press("enter")
    questions.wait_for(lambda t: "Pecahan" in t.text() and "3-Jam" not in t.text())
    questions.press("e")
    questions.wait_for("Answer")
    questions.type("2500")
    questions.press("enter")
    questions.wait_for(lambda t: "to confirm" in t.text() or "2500" in t.text())
    questions.confirm()
    wait_until(lambda: database.one("SELECT answer FROM console.takeover_question WHERE id = %s", open_question["id"]) == "2500")
    answer_all(show, act)
    takeovers = console("takeovers", rows=40, columns=120)
    takeovers.wait_for("looked at")
    takeovers.press("C")
    takeovers.wait_for("users are no vouchers")
    takeovers.confirm()
    wait_until(lambda: state_of(database) == "taken")
    takeovers.wait_for("taken over")
    takeovers.press("enter")
    takeovers.wait_for("vouchers and sales are here")
    takeovers.press("G")
    takeovers.wait_for("scheduler, was on")
    takeovers.press("esc")
    takeovers.wait_for("taken over")
    takeovers.press("x")
    takeovers.wait_for("as it was:")
    takeovers.confirm()
    wait_until(lambda: state_of(database) == "undone")
