"""The whole path: find customers, mark them, reset + debt + sync, and the router follows. By keys, and by `act`."""

import json

import pytest
from simulator import NEWEST_ROUTER, OLDEST_ROUTER

LISTS = "/ip/firewall/address-list"


def debtors(database, count):
    """Customers whose quota is used up, who have a device with an address, in the order of the list."""
    return database.all("""
        SELECT u.id::text, u.phone_number, d.ip_address
          FROM public.users u
          JOIN LATERAL (SELECT ip_address FROM public.user_devices d WHERE d.user_id = u.id AND d.is_authorized
                           AND d.ip_address IS NOT NULL AND d.last_hotspot_host_id IS NOT NULL LIMIT 1) d ON true
         WHERE u.is_active AND u.approval_status = 'APPROVED' AND NOT u.is_blocked AND NOT u.is_unlimited_user
           AND u.total_quota_used_mb >= u.total_quota_purchased_mb AND u.quota_expiry_date > now()
         ORDER BY lower(u.full_name), u.id LIMIT %s""", count)


def managed_lists(router, address):
    """The lists of ours that hold the address, by an entry with our mark."""
    return sorted(row["list"] for row in router.rows(LISTS)
                  if row["address"] == address and row.get("comment", "").startswith("lpsaring|"))


def only_row(terminal, phone):
    """The list shows one customer, that one."""
    listed = [line for line in terminal.lines()[2:-1] if " 08" in line]
    return len(listed) == 1 and phone in listed[0]


def assert_reset(database, router, user, address):
    assert database.one("""SELECT total_quota_purchased_mb, total_quota_used_mb, auto_debt_offset_mb, manual_debt_mb, is_blocked
                             FROM public.users WHERE id = %s""", user) == (10240, 0, 0, 10240, False)
    assert database.all("""SELECT amount_mb, paid_mb FROM public.user_quota_debts
                            WHERE user_id = %s AND NOT is_paid""", user) == [(10240, 0)]
    assert database.one("SELECT count(*) FROM public.quota_mutation_ledger WHERE user_id = %s"
                        " AND source = 'console.quota.reset_with_debt'", user) == 1
    assert database.one("SELECT count(*) FROM console.audit_log WHERE entity_id = %s AND action = 'quota.reset_with_debt'"
                        " AND entity_type = 'user'", user) == 1
    assert managed_lists(router, address) == ["active"]


def test_by_keys(database, router, console):
    (first, _, address), (second, _, other) = debtors(database, 2)
    assert managed_lists(router, address) == ["habis"]
    screen = console("users", rows=40, columns=120)
    screen.wait_for("Agus")
    screen.press("/")
    screen.type("status:habis expires>0d")
    screen.wait_for(lambda t: t.line_with("habis expires") and "active" not in "\n".join(t.lines()[3:20]))
    screen.press("enter")
    for number, user in enumerate((first, second), 1):
        local = "0" + database.one("SELECT phone_number FROM public.users WHERE id = %s", user)[3:]
        screen.press("/", "C-u")
        screen.type(local)
        screen.wait_for(lambda t, local=local: only_row(t, local))
        screen.press("enter", "space")
        screen.wait_for(f"{number} marked")

    screen.press("X")
    screen.wait_for("10240 → 10.0 GB")
    screen.press("enter")
    screen.wait_for("y Apply")
    assert database.one("SELECT count(*) FROM console.operation") == 0, "the preview changed something"
    screen.press("y")
    screen.wait_for("router main: 2 synced")
    assert_reset(database, router, first, address)
    assert_reset(database, router, second, other)
    assert database.one("SELECT count(*), count(*) FILTER (WHERE state = 'done') FROM console.outbox") == (2, 2)
    screen.press("q")
    assert screen.wait_exit() == 0
    assert screen.modes_are_restored()


@pytest.mark.parametrize("router_version", [OLDEST_ROUTER, NEWEST_ROUTER])
def test_by_act(database, router, run, show, router_version):
    rows = debtors(database, 2)
    ids = [row[0] for row in rows]
    seen = run("act", "quota.reset_with_debt", "--id", *ids, "--dry-run", "--format", "json")
    assert seen.code == 0, seen.err
    assert [row["id"] for row in json.loads(seen.out)] == sorted(ids)
    assert database.one("SELECT count(*) FROM console.operation") == 0
    refused = run("act", "quota.reset_with_debt", "--id", *ids)
    assert refused.code == 1 and "--yes" in refused.err
    done = run("act", "quota.reset_with_debt", "--id", *ids, "--yes", "--format", "json")
    assert done.code == 0, done.err
    result = json.loads(done.out)[0]
    assert (result["changed"], result["effects_done"], result["effects_waiting"]) == (2, 2, 0)
    for user, _, address in rows:
        assert_reset(database, router, user, address)
    audit = show("audit", "--where", f"action:quota.reset_with_debt entity_id:{ids[0]}")
    assert [row["entity_type"] for row in audit] == ["user"]
    assert {row["state"] for row in show("outbox")} == {"done"}


def test_all_that_match(database, router, run, show):
    """The filter travels: everybody that it matches is blocked, database, audit and router agree."""
    before = show("users", "--where", "debt>10GB -status:blocked")
    assert len(before) >= 3
    blocked_before = len(show("users", "--where", "debt>10GB status:blocked"))
    plan = run("act", "users.block", "--where", "debt>10GB", "reason=debt above 10 GB", "--dry-run", "--format", "json")
    assert plan.code == 0, plan.err
    assert f"{blocked_before} refused" in plan.err
    done = run("act", "users.block", "--where", "debt>10GB", "reason=debt above 10 GB", "--yes", "--format", "json")
    assert done.code == 0, done.err
    result = json.loads(done.out)[0]
    assert (result["changed"], result["refused"]) == (len(before), blocked_before)
    ids = {row["id"] for row in before}
    assert {row["id"] for row in show("users", "--where", 'blocked_reason:"debt above 10 GB"')} == ids
    audited = show("audit", "--where", "action:users.block entity_type:user")
    assert {row["entity_id"] for row in audited} == ids
    addresses = [row["ip_address"] for row in before if row["ip_address"]]
    assert addresses and all(managed_lists(router, address) == ["blocked"] for address in addresses)


def test_undo(database, router, run):
    (user, _, address), = debtors(database, 1)
    before = database.one("SELECT to_jsonb(u) - 'updated_at' - 'manual_debt_updated_at' FROM public.users u WHERE id = %s", user)
    done = run("act", "quota.reset_with_debt", "--id", user, "--yes", "--format", "json")
    operation = json.loads(done.out)[0]["operation_id"]
    undone = run("act", "audit.undo", "--id", operation, "--yes", "--format", "json")
    assert undone.code == 0, undone.err
    assert database.one("SELECT to_jsonb(u) - 'updated_at' - 'manual_debt_updated_at' FROM public.users u WHERE id = %s",
                        user) == before
    assert managed_lists(router, address) == ["habis"]
    again = run("act", "audit.undo", "--id", operation, "--yes")
    assert again.code == 1 and "undone" in again.err


def test_undo_is_refused_where_somebody_changed_the_row(database, router, run):
    (user, _, _), = debtors(database, 1)
    done = run("act", "quota.reset_with_debt", "--id", user, "--yes", "--format", "json")
    operation = json.loads(done.out)[0]["operation_id"]
    database.all("UPDATE public.users SET total_quota_used_mb = 77.25 WHERE id = %s", user)
    undone = run("act", "audit.undo", "--id", operation, "--yes")
    assert undone.code == 1 and undone.err
    assert database.one("SELECT total_quota_used_mb, manual_debt_mb FROM public.users WHERE id = %s", user) == (77.25, 10240)


def test_foreign_entries_stay(database, router, run):
    (user, _, address), = debtors(database, 1)
    foreign = [{"list": "habis", "address": "203.0.113.9", "comment": "printer"},
               {"list": "vip", "address": address, "comment": f"lpsaring|status=vip|uid={user}"}]
    for row in foreign:
        router.order("row", path=LISTS, verb="add", values=row)
    assert run("act", "quota.reset_with_debt", "--id", user, "--yes").code == 0
    left = [{k: row.get(k) for k in ("list", "address", "comment")} for row in router.rows(LISTS)]
    assert all(row in left for row in foreign)


def test_applying_twice_writes_nothing(database, router, run):
    (user, _, _), = debtors(database, 1)
    assert run("act", "users.sync", "--id", user, "--yes").code == 0
    router.stats(reset=True)
    assert run("act", "users.sync", "--id", user, "--yes").code == 0
    assert router.stats()["writes"] == 0
