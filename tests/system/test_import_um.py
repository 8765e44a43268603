"""Customers of a router's User Manager, of RouterOS 7 and of 6, over its API."""

import pytest
from test_import_nux import Desk, counts, rows

GB = 1073741824
ANSWERS = {"plan_prices": "2500", "several_limits": "largest", "one_way": "sum", "time_plans": "take", "short_plans": "day", "endless_plans": "year", "use_profiles": "apply",
           "codes": "skip", "used": "sessions", "queued": "running", "no_password": "new", "no_phone": "skip", "same_phone": "one", "faults": "skip", "same_customer": "skip",
           "same_name": "distinct"}


def plan(name, price, validity, **limits):
    return {"name": name, "price": price, "validity": validity}, limits


PLANS = [plan("Bulanan", "50000.00", "30d", **{"transfer-limit": str(10 * GB)}), plan("Harian", "5000", "1d"), plan("Tiga jam", "2.5", "3h", **{"uptime-limit": "3h"}),
         plan("Dua arah", "30000", "7d", **{"download-limit": str(2 * GB), "upload-limit": str(GB)}), plan("Selamanya", "0", "0s")]
USERS = [("081310000001", "ani", "Bulanan", "running-active", "2026-12-15 23:59:00"), ("budi", "Budi 081310000002", "Bulanan", "running", "dec/20/2026 10:00:00"),
         ("081310000003", "Citra", "Harian", "running", "2026-12-01 00:00:00"), ("081310000004", "Dewi", "Dua arah", "running", "2026-12-02 00:00:00"),
         ("081310000005", "Eka", "Selamanya", "running", "unlimited"), ("081310000006", "Fajar", "Tiga jam", "waiting", "not-yet-running"),
         ("0813 1000 0001", "Ani lagi", None, None, None), ("x7k2p", "batch 12", "Harian", "waiting", "not-yet-running"), ("q9w8e", "batch 12", "Harian", "running", "2026-11-30 00:00:00")]


@pytest.fixture
def config(make_config, database, bare_router, gateways):
    return make_config(database, [bare_router], xendit=gateways)


@pytest.fixture
def desk(run, show):
    return Desk(run, show, "user_manager")


def fill_7(router):
    router.order("user_manager", version=7)
    base = "/user-manager"
    router.order("load", tables={
        base: [{"enabled": "yes", "use-profiles": "no"}],
        f"{base}/profile": [row for row, _ in PLANS],
        f"{base}/limitation": [{"name": f"batas {row['name']}", **limits} for row, limits in PLANS if limits] + [{"name": "siang", "transfer-limit": str(5 * GB)}],
        f"{base}/profile-limitation": [{"profile": row["name"], "limitation": f"batas {row['name']}"} for row, limits in PLANS if limits] + [{"profile": "Bulanan", "limitation": "siang"}],
        f"{base}/user": [{"name": name, "password": "" if name == "budi" else f"rahasia {name}", "comment": comment, "disabled": "true" if comment == "Citra" else "false"}
                         for name, comment, *_ in USERS],
        f"{base}/user-profile": [{"user": name, "profile": has, "state": state, "end-time": ends} for name, _, has, state, ends in USERS if has]
                                + [{"user": "081310000001", "profile": "Bulanan", "state": "used", "end-time": "2026-11-15 23:59:00"},
                                   {"user": "081310000001", "profile": "Bulanan", "state": "waiting", "end-time": "not-yet-running"}],
        f"{base}/payment": [{"user": "081310000001", "profile": "Bulanan", "price": "50000.00", "currency": "IDR", "trans-status": status}
                            for status in ("approved", "declined", "pending", "user-approved")],
        f"{base}/session": [{"user": "081310000001", "download": str(GB), "upload": str(GB)}, {"user": "q9w8e", "download": "5", "upload": "5"}],
    })


def test_of_7_read_asked_written_again_and_taken_back(desk, database, bare_router, run, config):
    run("worker", "--once")
    fill_7(bare_router)
    bare_router.stats(reset=True)
    before = counts(database)
    n = desk.read("main")
    assert bare_router.stats()["writes"] == 0
    assert "first" in desk.act("imports.apply", "--id", str(n), code=1)
    assert not database.all("SELECT kind, key, fault FROM console.import_row WHERE run_id = %s AND fault IS NOT NULL", n)
    asked = desk.answer(n, ANSWERS)
    assert not database.all("SELECT kind, key, fault FROM console.import_row WHERE run_id = %s AND fault IS NOT NULL", n)
    assert asked == set(ANSWERS) - {"no_phone", "faults", "same_customer", "same_name"}, asked ^ set(ANSWERS)
    facts = {what.split(",")[0]: (there, file, taken) for what, there, file, taken in database.all(
        "SELECT what, there::bigint, file::bigint, taken::bigint FROM console.import_fact WHERE run_id = %s", n)}
    assert facts == {"users": (None, 9, 6), "profiles": (None, 5, 5), "payments": (50000, 200000, None)}
    assert {key: verdict for key, (verdict, _) in rows(database, n, "voucher").items()} == {"x7k2p": "left", "q9w8e": "left"}
    assert bare_router.stats()["writes"] == 0
    desk.act("imports.apply", "--id", str(n))
    there = {name: tuple(rest) for name, *rest in database.all(
        """SELECT full_name, total_quota_purchased_mb::bigint, total_quota_used_mb::bigint, to_char(quota_expiry_date AT TIME ZONE 'Asia/Jakarta', 'YYYY-MM-DD HH24:MI'), is_blocked,
                  mikrotik_password LIKE 'rahasia%%' FROM public.users WHERE phone_number LIKE '+6281310%%'""")}
    assert there == {"ani": (10240, 2048, "2026-12-15 23:59", False, True), "Budi": (10240, 0, "2026-12-20 10:00", False, False), "Citra": (0, 0, "2026-12-01 00:00", True, True),
                     "Dewi": (3072, 0, "2026-12-02 00:00", False, True), "Eka": (0, 0, None, False, True), "Fajar": (0, 0, None, False, True)}
    assert database.all("SELECT name, price, data_quota_gb::text, duration_days FROM public.packages WHERE name = ANY (%s) ORDER BY 1", [row["name"] for row, _ in PLANS]) == \
        [("Bulanan", 50000, "10.00", 30), ("Dua arah", 30000, "3.00", 7), ("Harian", 5000, "0.00", 1), ("Selamanya", 0, "0.00", 365), ("Tiga jam", 2500, "0.00", 1)]
    assert database.one("SELECT count(*) FROM console.import_row WHERE raw::text LIKE '%%rahasia%%'") == 0
    after = counts(database)
    again = desk.read("main")
    desk.answer(again, ANSWERS)
    desk.act("imports.apply", "--id", str(again), code=1)
    assert counts(database) == after
    desk.act("imports.undo", "--id", str(n))
    assert counts(database) == before and bare_router.stats()["writes"] == 0


def test_of_6_its_names_are_others(desk, database, bare_router, run, config):
    run("worker", "--once")
    bare_router.order("user_manager", version=6)
    base = "/tool/user-manager"
    bare_router.order("load", tables={
        f"{base}/profile": [{"name": "Bulanan", "price": "50000", "validity": "4w2d", "starts-at": "logon", "owner": "admin"}],
        f"{base}/profile/limitation": [{"name": "b", "transfer-limit": str(GB)}], f"{base}/profile/profile-limitation": [{"profile": "Bulanan", "limitation": "b"}],
        f"{base}/user": [{"username": "gita", "password": "rahasia", "phone": "081310000009", "first-name": "Gita", "last-name": "Sari", "actual-profile": "Bulanan", "customer": "admin"}],
        f"{base}/payment": [], f"{base}/session": []})
    n = desk.read("main")
    assert desk.answer(n, ANSWERS) == set()
    desk.act("imports.apply", "--id", str(n))
    assert database.one("SELECT full_name FROM public.users WHERE phone_number = '+6281310000009'") == "Gita Sari"
    assert tuple(database.one("SELECT price, duration_days FROM public.packages WHERE name = 'Bulanan'")) == (50000, 30)


def test_a_router_without_it(desk, bare_router, run):
    run("worker", "--once")
    bare_router.order("user_manager", version=None)
    assert "has no User Manager" in desk.act("imports.read", "source=user_manager", "from=main", code=1)
