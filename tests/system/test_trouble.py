"""The worst that is amiss with each customer, kept for the list: its filter and order, and that they follow what happens."""

import json
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def look(run):
    """Lets the watch look once, as often as it takes to go round."""
    def now():
        done = run("act", "jobs.run", "--id", "trouble_watch", "--yes", "--format", "json")
        assert done.code == 0, done.out + done.err
    return now



def truth(database):
    return {(str(user), name) for user, name in database.all(
        "SELECT u.id, console.trouble(u) FROM public.users u WHERE console.trouble(u) IS NOT NULL")}


def kept(database):
    return {(str(user), name) for user, name in database.all("SELECT user_id, trouble FROM console.user_trouble")}


def ids(show, where, *more):
    return [row["id"] for row in show("users", "--where", where, "--columns", "id", *more)]


def test_what_is_kept_is_what_the_page_says(database, look, show, run):
    look()
    is_so = truth(database)
    assert len(is_so) > 20 and kept(database) == is_so
    some = {}
    for user, name in is_so:
        some.setdefault(name, set()).add(user)
    for name, users in some.items():
        assert set(ids(show, f"trouble:{name}")) == users
        assert set(ids(show, f"-trouble:{name}")).isdisjoint(users) and len(ids(show, f"-trouble:{name}")) == 200 - len(users)
    frequent, rare = max(some, key=lambda name: len(some[name])), min(some, key=lambda name: len(some[name]))
    assert set(ids(show, f"trouble:{frequent},{rare}")) == some[frequent] | some[rare]
    every = set().union(*some.values())
    assert set(ids(show, "trouble:yes")) == every == set(ids(show, "-trouble:no")) == set(ids(show, '-trouble:""'))
    assert set(ids(show, "trouble:no")).isdisjoint(every) and len(ids(show, "trouble:no")) == 200 - len(every)
    assert set(ids(show, f"trouble:{rare} status:active,habis,fup,expired,blocked,inactive,unlimited")) == some[rare]
    user = next(iter(some[rare]))
    explained = json.loads(run("explain", user, "--format", "json").out)
    assert explained[0]["symptom"] == rare
    refused = run("show", "users", "--where", "trouble:quota_gon")
    assert refused.code == 2 and "did you mean `quota_gone`?" in refused.err


def test_the_worst_come_first(database, look, show):
    look()
    ranks = dict(database.all("SELECT user_id::text, rank FROM console.user_trouble"))
    order = [ranks.get(user, 400) for user in ids(show, "", "--sort", "trouble")]
    assert len(order) == 200 and order == sorted(order) and order[0] < order[-1] == 400
    assert [ranks.get(user, 400) for user in ids(show, "", "--sort", "-trouble")] == sorted(order, reverse=True)
    assert [ranks[user] for user in ids(show, "trouble:yes", "--sort", "trouble")] == [rank for rank in order if rank < 400]


def test_it_follows_what_happens(database, look, show, run):
    look()
    user, name = database.all("""SELECT u.id::text, u.full_name FROM public.users u
        WHERE u.is_active AND u.approval_status = 'APPROVED' AND NOT u.is_blocked AND console.trouble(u) IS NULL ORDER BY u.id LIMIT 1""")[0]
    # the round stands at the end of all: what is found now is found because something was done
    database.all("UPDATE console.trouble_state SET next_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff', rounds = 1")
    assert run("act", "users.block", "--id", user, "reason=noise", "--yes").code == 0
    assert user not in ids(show, "trouble:blocked_by_hand")
    look()
    assert user in ids(show, "trouble:blocked_by_hand")
    database.all("UPDATE console.trouble_state SET next_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'")
    assert run("act", "users.unblock", "--id", user, "--yes").code == 0
    look()
    assert user not in ids(show, "trouble:yes")
    # time alone ends a quota: nobody did anything
    database.all("UPDATE console.trouble_state SET next_id = 'ffffffff-ffff-ffff-ffff-ffffffffffff'")
    database.all("UPDATE public.users SET quota_expiry_date = now() - interval '5 s' WHERE id = %s", user)
    look()
    assert user in ids(show, "trouble:expired")


def test_nothing_is_written_where_nothing_has_changed(database, look):
    look()
    before = database.all("SELECT xmin::text, user_id FROM console.user_trouble ORDER BY user_id")
    look()
    assert database.all("SELECT xmin::text, user_id FROM console.user_trouble ORDER BY user_id") == before


def test_each_symptom_that_the_database_knows_is_a_choice():
    """Those that only a look at the router or the gateway tells are kept nowhere."""
    stated = "".join(path.read_text(encoding="utf-8") for path in sorted(ROOT.glob("db/migrations/*.sql")))
    declared = re.findall(r'\.name = "(\w+)",\s*\.rank = (\d+)', "".join(path.read_text(encoding="utf-8") for path in ROOT.glob("model/*/symptoms.c")))
    known = {name for name, rank in declared if int(rank) < 400 and f"'{name}'" in stated}
    source = (ROOT / "model/customers/pane_user_sql.h").read_text(encoding="utf-8")
    assert set(re.findall(r'"(\w+)"', source.split("#define TROUBLES")[1].split("NULL")[0])) == known and len(known) > 40


def test_by_keys(console, look, database):
    look()
    wanted = database.one("SELECT count(*) FROM console.user_trouble WHERE trouble = 'quota_gone'")
    screen = console("users", rows=24, columns=160)
    screen.wait_for("1/200")
    screen.press("/")
    screen.type("trouble:quota_gone")
    screen.press("enter")
    screen.wait_for(f"1/{wanted}")
    screen.wait_for("quota gone")
