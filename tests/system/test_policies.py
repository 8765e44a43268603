"""Debt policies: blocked, reminded and let in again by jobs, previewed and undone like any action. Days are moved in
the database."""

import json

import pytest
from test_path import managed_lists

pytestmark = pytest.mark.zone

BINDINGS = "/ip/hotspot/ip-binding"


def customers(database):
    """Those who are in, with a device that has an address: id, address, MAC."""
    return database.all("""
        SELECT u.id::text, d.ip_address, d.mac_address
          FROM public.users u
          JOIN public.user_devices d ON d.user_id = u.id AND d.is_authorized AND d.ip_address IS NOT NULL
                                    AND d.last_hotspot_host_id IS NOT NULL
         WHERE u.is_active AND u.approval_status = 'APPROVED' AND u.role = 'USER' AND NOT u.is_blocked
           AND NOT u.is_unlimited_user AND u.manual_debt_mb = 0 AND u.total_quota_used_mb < u.total_quota_purchased_mb
           AND u.quota_expiry_date > now()
         ORDER BY u.id""")


def customer(database):
    return customers(database)[0]


def overdraw(database, user, mb):
    """Automatic debt of exactly so much."""
    database.all("""UPDATE public.users SET total_quota_used_mb = total_quota_purchased_mb + auto_debt_offset_mb + %s::numeric
                     WHERE id = %s""", mb, user)


def lend(database, user, mb, debt_date, due=None):
    database.all("""WITH u AS (UPDATE public.users SET manual_debt_mb = manual_debt_mb + %s WHERE id = %s)
                    INSERT INTO public.user_quota_debts (id, user_id, debt_date, due_date, amount_mb)
                    VALUES (gen_random_uuid(), %s, %s, %s, %s)""", mb, user, user, debt_date, due, mb)


def let_in(database):
    """Nobody of the sample is blocked, so that a test's own customer is the only one."""
    database.all("UPDATE public.users SET is_blocked = false, blocked_reason = NULL, blocked_at = NULL")


def clear_debts(database):
    """Nobody of the sample owes anything, so that a test's own debtor is the only one."""
    database.all("WITH d AS (DELETE FROM public.user_quota_debts) UPDATE public.users SET manual_debt_mb = 0")


def set_today(database, day):
    database.all(f"CREATE OR REPLACE FUNCTION console.today() RETURNS date LANGUAGE sql STABLE RETURN date '{day}'")


@pytest.fixture
def change(run):
    """change("debt_limit_mb", "100"): a setting, as an operator sets it."""

    def go(key, value):
        done = run("act", "settings.set", "--id", key, f"value={value}")
        assert done.code == 0, done.err

    return go


@pytest.fixture
def work(database, run, show):
    """work("debt_limit"): makes the job due and lets a worker run; what its row says then."""

    def go(job):
        database.all("UPDATE console.job SET next_run_at = now() WHERE name = %s", job)
        done = run("worker", "--once")
        assert done.code == 0, done.err
        row, = [r for r in show("jobs") if r["id"] == job]
        assert row["last_error"] is None
        return row["last_result"]

    return go


def block_of(database, user):
    return database.one("SELECT CASE WHEN is_blocked THEN blocked_reason END FROM public.users WHERE id = %s", user)


def binding_of(router, mac):
    return [row["type"] for row in router.rows(BINDINGS) if row["mac-address"] == mac]


def test_limit_blocks_softly_and_lets_in_again(database, router, run, change, work):
    user, address, mac = customer(database)
    let_in(database)
    change("debt_limit_mb", "1000000")
    overdraw(database, user, "1000000.25")
    assert work("debt_limit") == "off"
    change("debt_limit_policy", "report")
    assert work("debt_limit") == "would block 1, unblock 0"
    assert block_of(database, user) is None
    assert database.one("SELECT count(*) FROM console.operation WHERE action LIKE 'policies.%'") == 0

    change("debt_limit_policy", "on")
    assert work("debt_limit") == "block 1, unblock 0: 1 done"
    assert block_of(database, user) == "quota_debt_limit|auto_debt_mb=1000000.25|limit_mb=1000000"
    assert managed_lists(router, address) == ["blocked"]
    assert binding_of(router, mac) == ["regular"], "a soft block leaves the binding alone"
    assert work("debt_limit") == "nothing to do"

    overdraw(database, user, "999999.99")
    assert work("debt_limit") == "block 0, unblock 1: 1 done"
    assert block_of(database, user) is None
    assert managed_lists(router, address) == ["habis"]
    assert database.all("""SELECT actor, action, item_count FROM console.operation WHERE action LIKE 'policies.%'
                            ORDER BY seq""") == [("job:debt_limit", "policies.debt_limit", 1)] * 2
    assert database.one("SELECT count(*) FROM console.audit_log WHERE entity_id = %s AND entity_type = 'user'", user) == 2


def test_by_hand_previewed_narrowed_and_undone(database, router, run, change):
    (user, address, _), (other, _, _) = customers(database)[:2]
    let_in(database)
    change("debt_limit_mb", "1000000")
    overdraw(database, user, 1000000)
    looked = run("act", "policies.debt_limit", "--dry-run", "--format", "json")
    assert looked.code == 0 and "block 1, unblock 0" in looked.err
    row, = json.loads(looked.out)
    assert row["id"] == user and "quota_debt_limit|auto_debt_mb=1000000.00" in row["after"]
    assert block_of(database, user) is None

    refused = run("act", "policies.debt_limit", "--id", other)
    assert refused.code == 1 and "below the limit of 1000000 MB" in refused.err

    done = run("act", "policies.debt_limit", "--format", "json")
    assert done.code == 0 and json.loads(done.out)[0]["changed"] == 1
    assert managed_lists(router, address) == ["blocked"]
    again = run("act", "policies.debt_limit")
    assert again.code == 0 and "nothing was done" in again.out
    undone = run("act", "audit.undo", "--id", json.loads(done.out)[0]["operation_id"])
    assert undone.code == 0, undone.err
    assert block_of(database, user) is None
    assert managed_lists(router, address) == ["habis"]


def test_overdue_is_reminded_once_then_blocked(database, router, run, show, change, work):
    user, address, _ = customer(database)
    clear_debts(database)
    lend(database, user, 10240, "2026-11-01", due="2026-11-10")
    change("debt_overdue_policy", "on")
    set_today(database, "2026-11-14")
    assert work("debt_reminders") == "nothing to do"
    set_today(database, "2026-11-15")
    assert work("debt_reminders") == "remind 1: 1 done"
    assert work("debt_reminders") == "nothing to do"
    payload = database.one("SELECT payload FROM console.outbox WHERE target = 'message:user'")
    assert payload["policy"] == "debt_overdue" and payload["block_on"] == "2026-11-18"
    assert payload["debt_mb"] == 10240 and isinstance(payload["debt_rp"], int) and payload["oldest_due"] == "2026-11-10"

    set_today(database, "2026-11-17")
    assert work("debt_overdue") == "nothing to do"
    set_today(database, "2026-11-18")
    assert work("debt_overdue") == "block 1: 1 done"
    assert block_of(database, user) == "tunggakan_overdue|oldest_due=2026-11-10|days=8"
    assert managed_lists(router, address) == ["blocked"]
    assert work("debt_reminders") == "nothing to do"
    assert [(row["state"], row["note"]) for row in show("outbox") if row["target"] == "message:user"] == [("done", "nobody to tell")]


def test_reminders_without_a_messenger_are_no_fault(database, run, change):
    user, _, _ = customer(database)
    clear_debts(database)
    lend(database, user, 10240, "2026-11-01", due="2026-11-10")
    change("debt_overdue_policy", "on")
    set_today(database, "2026-11-15")
    reminded = run("act", "policies.debt_reminders", "--yes", "--format", "json")
    assert reminded.code == 0, reminded.err
    assert json.loads(reminded.out)[0]["changed"] == 1
    assert database.one("SELECT state FROM console.outbox WHERE target = 'message:user'") == "pending", "a worker may have one"
    assert run("worker", "--once").code == 0
    findings = {row["name"] for row in json.loads(run("check", "--format", "json").out)}
    assert findings <= {"worker_running"}
    assert database.one("SELECT state FROM console.outbox WHERE target = 'message:user'") == "done"


def test_month_end_after_an_outage_reminds_first(database, router, run, change, work):
    user, address, _ = customer(database)
    clear_debts(database)
    lend(database, user, 2048, "2026-11-05")
    change("debt_month_end_policy", "on")
    set_today(database, "2026-11-20")
    assert work("debt_month_end") == "nothing to do yet, 1 wait for their day"
    by_hand = run("act", "policies.debt_month_end")
    assert by_hand.code == 1 and "the month ends on 2026-11-30" in by_hand.err

    # no worker until the last day: nobody was told
    set_today(database, "2026-11-30")
    assert work("debt_month_end") == "nothing to do yet, 1 wait for their day"
    assert work("debt_reminders") == "remind 1: 1 done"
    assert work("debt_month_end") == "nothing to do yet, 1 wait for their day"
    assert database.one("SELECT payload ->> 'block_on' FROM console.outbox WHERE target = 'message:user'") == "2026-12-01"

    set_today(database, "2026-12-01")
    database.all("UPDATE console.debt_notice SET reminded_at = reminded_at - interval '1 day'")
    assert work("debt_month_end") == "block 1: 1 done"
    assert block_of(database, user) == "quota_manual_debt_end_of_month|month=2026-11|debt_mb=2048"
    assert managed_lists(router, address) == ["blocked"]
    assert work("debt_month_end") == "nothing to do"

    # who pays is let in again
    paid = run("act", "debts.settle_all", "--id", user)
    assert paid.code == 0, paid.err
    assert block_of(database, user) is None


def test_month_end_without_warning(database, change, work):
    user, _, _ = customer(database)
    clear_debts(database)
    lend(database, user, 2048, "2026-11-05")
    change("debt_month_end_policy", "on")
    change("debt_warning_days", "0")
    change("debt_month_end_day", "25")
    set_today(database, "2026-11-24")
    assert work("debt_month_end") == "nothing to do yet, 1 wait for their day"
    assert work("debt_reminders") == "nothing to do"
    set_today(database, "2026-11-25")
    assert work("debt_month_end") == "block 1: 1 done"
    assert block_of(database, user).startswith("quota_manual_debt_end_of_month|month=2026-11|")


def test_reasons_that_a_portal_writes(database, router, show, run, change, work):
    """In its older words, and in whatever case somebody typed them: soft blocks stay soft, and end with the debt."""
    (limited, _, soft_mac), (ended, _, hard_mac), (rude, _, _) = customers(database)[:3]
    let_in(database)
    clear_debts(database)
    for user, reason in ((limited, " Quota_Auto_Debt_Limit|debt_mb=900.00"), (ended, "quota_debt_end_of_month|debt_mb=2048"),
                         (rude, "quota_debt_limit: said so at the counter")):
        database.all("UPDATE public.users SET is_blocked = true, blocked_reason = %s WHERE id = %s", reason, user)
    lend(database, ended, 2048, "2026-10-01")
    causes = {row["id"]: row["block_cause"] for row in show("users", "--where", "blocked:yes")}
    assert causes == {limited: "debt_limit", ended: "month_end", rude: "hand"}
    assert [row["id"] for row in show("users", "--where", "cause:debt_limit")] == [limited]
    assert [row["id"] for row in show("quota", "--where", "cause:month_end")] == [ended]

    assert run("act", "users.sync", "--id", limited, "--id", ended).code == 0
    assert run("worker", "--once").code == 0
    assert binding_of(router, soft_mac) == ["regular"]
    assert binding_of(router, hard_mac) == ["blocked"]

    change("debt_limit_mb", "1000000")
    change("debt_limit_policy", "on")
    assert work("debt_limit") == "block 0, unblock 1: 1 done"
    assert block_of(database, limited) is None
    assert run("act", "debts.settle_all", "--id", ended).code == 0
    assert block_of(database, ended) is None
    assert block_of(database, rude) is not None
