"""Customers of a PHPNuxBill: its database in a schema, read, asked about, written and taken back."""

import pytest
from phpnuxbill import Nux
from test_lines import PROFILES, Town

# What the operator says, of all rows or of one.
ANSWERS = {"screens": "unknown", "gb": "decimal", "plan_prices": "2000", "time_plans": "take", "short_plans": "day", "made_up": "take", "zone": "Asia/Jakarta",
           "quota_left": "whole", "billing": "monthly", "tax": "11", "no_phone": "skip", "same_phone": "skip", "faults": "skip", "unseen_lines": "skip",
           "routers": "skip", "status": {"Banned": "block", "Inactive": "let_in", "Suspended": "block"}}
TABLES = ("public.users", "public.packages", "console.subscription", "console.invoice", "console.import_made")


@pytest.fixture
def config(make_config, database, bare_router, gateways):
    return make_config(database, [bare_router], xendit=gateways)


class Desk:
    """Imports as an operator does them."""

    def __init__(self, run, show, source):
        self.run, self.show, self.source = run, show, source

    def act(self, *arguments, code=0):
        done = self.run("act", *arguments, "--yes")
        assert done.code == code, (done.out, done.err)
        return done.out + done.err

    def read(self, place):
        self.act("imports.read", f"source={self.source}", f"from={place}")
        return max(int(row["id"]) for row in self.show("imports"))

    def asked(self, n):
        return {row["name"]: row for row in self.show("import_questions") if row["import"] == n and row["state"] == "asks"}

    def answer(self, n, answers):
        """Until nothing is asked any more; the names of what was."""
        told = []
        while open_ones := self.asked(n):
            for name in open_ones:
                assert name not in told, f"{name} was answered, and is asked again"
                given = answers[name]
                for row, answer in given.items() if isinstance(given, dict) else [("", given)]:
                    self.act("imports.answer", "--id", f"{n}:{name}", f"answer={answer}", *([f"row={row}"] if row else []))
                told.append(name)
        return set(told)


@pytest.fixture
def desk(run, show):
    return Desk(run, show, "phpnuxbill")


def rows(database, n, kind):
    return {key: (verdict, fault or left_why) for key, verdict, fault, left_why in database.all(
        "SELECT key, verdict, fault, left_why FROM console.import_row WHERE run_id = %s AND kind = %s", n, kind)}


def counts(database):
    return [database.one(f"SELECT count(*) FROM {table}") for table in TABLES]


def test_read_asked_written_again_and_taken_back(desk, database, bare_router, run, config):
    run("worker", "--once")
    nux = Nux()
    nux.restore(database)
    town = Town(bare_router, run, database)
    town.load([{"name": name, "profile": "Rumah 10M"} for name in nux.secrets()],
              [*PROFILES, {"name": "Rumah 10M"}, {"name": "Rumah 20M"}])
    desk.act("routers.lines", "--id", "main")
    before = counts(database)

    n = desk.read("nux")
    assert "first" in desk.act("imports.apply", "--id", str(n), code=1), "nothing is written before it is answered"
    assert desk.answer(n, ANSWERS) == set(ANSWERS)
    assert counts(database) == before

    # counts and sums beside its own screens
    facts = {what: (there, file, taken) for what, there, file, taken in database.all("SELECT what, there::bigint, file::bigint, taken::bigint FROM console.import_fact WHERE run_id = %s", n)}
    screens, (shown, every) = nux.screens(), nux.income()
    assert facts["customers"][1] == screens["customers"] and facts["plans that run"][1] == screens["active"] and facts["unused codes"][1] == screens["codes"]
    assert facts["balances"][1:] == (screens["balance_rp"], 75000)
    (income,) = [values for what, values in facts.items() if what.startswith("income")]
    assert income == (shown, every, None) and every - shown == 50000

    found = rows(database, n, "customer")
    odd = nux.count + 1
    assert found[str(odd)][0] == "new" and found[str(odd + 1)] == ("left", "has no phone number") and found[str(odd + 2)][0] == "left"
    assert rows(database, n, "balance") == {str(odd + 6): ("new", None), str(odd + 7): ("fault", "has a balance below zero"),
                                            str(odd + 8): ("fault", "has a balance that is no whole rupiah")}
    assert rows(database, n, "package")["5"] == ("left", "is a top-up of balances")
    lines = [why for verdict, why in rows(database, n, "line").values() if verdict == "left"]
    assert sorted(lines) == sorted(["is of Cabang", "is let in by RADIUS: no router has a secret of it", "its router has no such line"])
    assert {why for _, why in rows(database, n, "voucher").values()} == {"an unused code is redeemed there: print new ones here", "a code in use without an account ends on its router"}

    desk.act("imports.apply", "--id", str(n))
    taken = sum(verdict == "new" for verdict, _ in found.values())
    assert counts(database)[0] - before[0] == taken
    # 10 GB with nine zeros, and the end in that system's zone
    quota, ends = database.one("""SELECT total_quota_purchased_mb::bigint, to_char(quota_expiry_date AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI')
                                    FROM public.users WHERE full_name = 'Nux Nomor 4'"""), None
    assert tuple(quota) == (9537, "2026-12-15 16:59") and ends is None
    assert database.all("SELECT name, price FROM public.packages WHERE name LIKE 'Rumah%%' OR name = 'Tiga Jam' ORDER BY 1") == \
        [("Rumah 10M", 150000), ("Rumah 10M (Cabang)", 160000), ("Rumah 20M", 200000), ("Tiga Jam", 2000)]
    assert database.one("SELECT is_blocked, blocked_reason FROM public.users WHERE full_name = %s", f"Nux Nomor {odd + 3}") == (True, "Banned in PHPNuxBill")
    assert database.one("SELECT s.due_day, s.price_rp, s.starts_on::text FROM console.subscription s JOIN public.users u ON u.id = s.user_id WHERE u.full_name = 'Nux Nomor 6'") \
        == (7, 200000, "2026-12-15")
    ours = {row["name"] for row in desk.show("lines", "--where", "state:active,isolated", "--limit", "100")}
    assert ours == set(nux.secrets())
    assert database.one("SELECT count(*) FROM console.audit_log WHERE to_jsonb(audit_log)::text LIKE '%%rahasia%%'") == 0
    assert database.one("SELECT count(*) FROM console.import_row WHERE raw::text LIKE '%%rahasia%%' OR raw::text LIKE '%%kunci%%'") == 0

    # a second run changes nothing
    again = desk.read("nux")
    desk.answer(again, {**ANSWERS, "same_customer": "skip"})  # whose number is somebody's here by now
    after = counts(database)
    assert not {verdict for kind in ("customer", "line", "subscription", "balance", "package") for verdict, _ in rows(database, again, kind).values()} & {"new", "asks"}
    desk.act("imports.apply", "--id", str(again), code=1)
    assert counts(database) == after

    # and undo leaves nothing, once no line is isolated
    assert "isolated" in desk.act("imports.undo", "--id", str(n), code=1)
    desk.act("users.unblock", "--id", database.one("SELECT id::text FROM public.users WHERE full_name = %s", f"Nux Nomor {odd + 5}"))
    run("worker", "--once")
    desk.act("imports.undo", "--id", str(n))
    assert counts(database) == before
    assert not desk.show("lines", "--where", "state:active,isolated")
    assert database.one("SELECT coalesce(sum(rp), 0) FROM console.balance_entry") == 0


def test_what_its_screens_show_otherwise_is_asked(desk, database, run):
    nux = Nux(6)
    nux.restore(database)
    n = desk.read("nux")
    screens = nux.screens()
    desk.act("imports.answer", "--id", f"{n}:screens", "answer=" + " ".join(f"{what}={value + (what == 'customers')}" for what, value in screens.items()))
    asked = desk.asked(n)
    assert f"customers: {screens['customers'] + 1} on its screen, {screens['customers']} in the dump" in asked["differs"]["examples"]
    assert "is no time zone" in desk.act("imports.answer", "--id", f"{n}:zone", "answer=WIB", code=1)
    assert "Asia/Jakarta" in asked["zone"]["examples"] and "50000" not in asked["gb"]["examples"]


def test_a_schema_that_is_none(desk):
    assert "there is no schema bukan" in desk.act("imports.read", "source=phpnuxbill", "from=bukan", code=1)
