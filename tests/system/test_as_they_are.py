"""Databases as they are: other encodings, figures that are none, rows with holes, portals of another version."""

import json
import re

import pytest

USER = "(SELECT id FROM public.users WHERE role = 'USER' AND NOT is_blocked AND NOT is_unlimited_user ORDER BY id LIMIT 1)"
DAMAGE = {
    "used NaN": f"UPDATE public.users SET total_quota_used_mb = 'NaN' WHERE id = {USER}",
    "bought far too much": f"UPDATE public.users SET total_quota_purchased_mb = 9223372036854775807 WHERE id = {USER}",
    "bought far too little": f"UPDATE public.users SET total_quota_purchased_mb = -9223372036854775808 WHERE id = {USER}",
    "offset far too little": f"UPDATE public.users SET auto_debt_offset_mb = -9223372036854775808 WHERE id = {USER}",
    "endless quota": f"UPDATE public.users SET quota_expiry_date = 'infinity' WHERE id = {USER}",
    "quota from before all time": f"UPDATE public.users SET quota_expiry_date = '-infinity' WHERE id = {USER}",
    "a name without end": f"UPDATE public.users SET full_name = left(full_name || repeat(chr(27) || '[31m', 20), 100) WHERE id = {USER}",
    "usage NaN": "UPDATE public.daily_usage_logs SET usage_mb = 'NaN'",
    "a debt far too great": "UPDATE public.user_quota_debts SET amount_mb = 9223372036854775807, price_rp = NULL",
    "a debt of endless date": "UPDATE public.user_quota_debts SET due_date = 'infinity'",
    "a note without end": "UPDATE public.user_quota_debts SET note = repeat('x', 2000000)",
    "a package of NaN": "UPDATE public.packages SET data_quota_gb = 'NaN'",
    "a package beyond price": "UPDATE public.packages SET price = 9223372036854775807",
    "a payment of no time": "UPDATE public.transactions SET created_at = '-infinity', expiry_time = 'infinity', payment_time = NULL",
    "a payment beyond price": "UPDATE public.transactions SET amount = 9223372036854775807",
}
FOUND = set(DAMAGE) - {"a name without end"}
PREVIEWS = [("quota.reset",), ("users.sync",), ("users.block", "reason=x"), ("quota.inject", "mb=1024"), ("debts.settle_all",),
            ("quota.set_unlimited",)]


@pytest.fixture
def adopted(database):
    """As the portal leaves it: without the stricter rules."""
    for table, name in database.all("""SELECT conrelid::regclass::text, conname FROM pg_constraint
                                        WHERE contype = 'c' AND connamespace = 'public'::regnamespace"""):
        database.all(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
    for table, name in database.all("""SELECT tgrelid::regclass::text, tgname FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid
                                        WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace"""):
        database.all(f'DROP TRIGGER "{name}" ON {table}')
    return database


@pytest.mark.parametrize("damage", DAMAGE)
def test_one_damaged_row_stops_no_list(run, adopted, config, damage):
    user = adopted.one(f"SELECT {USER}::text")
    adopted.all(DAMAGE[damage])
    for pane in re.findall(r"^  (\w+)  ?", run("show", "--help").out, re.MULTILINE):
        done = run("show", pane, "--format", "json")
        assert done.code == 0, (pane, done.err)
        json.loads(done.out)
    found = run("check")
    assert found.code == 1, found.err
    assert ("rows_can_be_reckoned" in found.out) == (damage in FOUND), found.out
    for action, *arguments in PREVIEWS:
        done = run("act", action, "--id", user, *arguments, "--dry-run")
        assert done.code in (0, 1), (action, done.err)
    adopted.all("UPDATE console.job SET next_run_at = now() - interval '1 hour'")
    assert run("worker", "--once").code == 0
    assert adopted.all("SELECT name, last_error FROM console.job WHERE last_error IS NOT NULL") == []


@pytest.mark.parametrize("encoding", ["SQL_ASCII", "LATIN1"])
def test_another_encoding_is_refused_before_anything_is_made(run, server, make_config, encoding):
    from conftest import Database

    made = Database(server, name=f"hc_test_{encoding.lower()}", options=f"ENCODING '{encoding}' LOCALE 'C' LOCALE_PROVIDER libc TEMPLATE template0")
    try:
        for arguments in (["--dry-run"], []):
            done = run("migrate", *arguments, config=make_config(made))
            assert done.code == 1
            assert encoding in done.err and "UTF8" in done.err and "template0" in done.err
        assert made.one("SELECT to_regnamespace('console') IS NULL")
    finally:
        made.drop()


@pytest.mark.parametrize("version, word", [("20260326_fix_fk_ondelete_set_null", None), ("20260315_add_user_device_host_tracking", "older"),
                                           ("20991231_not_yet_made", "not known")])
def test_the_portals_version_is_known(run, database, make_config, version, word):
    config = make_config(database)
    database.all("CREATE TABLE public.alembic_version (version_num varchar(32) PRIMARY KEY)")
    database.all("ALTER TABLE public.alembic_version ALTER version_num TYPE varchar(128)")
    database.all("INSERT INTO public.alembic_version VALUES (%s)", version)
    found, migrated = run("check", config=config), run("migrate", config=config)
    assert migrated.code == 0
    for text in (found.out, migrated.err):
        assert (version in text) == bool(word), text
        assert not word or word in text


def test_the_portal_is_upgraded_under_the_console(console, run, database, router, make_config):
    """A column more in a table that a prepared statement reads whole."""
    screen = console("users", config=make_config(database, [router]), columns=120)
    name = database.one(f"SELECT full_name FROM public.users WHERE id = {USER}")
    screen.wait_for(" 0811")
    screen.press("/")
    screen.wait_for("enter")
    screen.type(name)
    screen.press("enter")
    screen.wait_for("1/1")
    database.all("CALL console.unbind_names()")
    database.all("ALTER TABLE public.users ALTER full_name TYPE text, ADD COLUMN later integer")
    screen.press("C-l")
    database.all(f"UPDATE public.users SET full_name = full_name || ' II' WHERE id = {USER}")
    screen.press("C-l")
    screen.wait_for(name + " II")
    assert "cached plan" not in screen.text()


# Each of another customer, so that all stand side by side.
SPOILED = [
    "UPDATE public.users SET total_quota_used_mb = 'NaN' WHERE id = %s",
    "UPDATE public.users SET total_quota_purchased_mb = 9223372036854775807 WHERE id = %s",
    "UPDATE public.users SET total_quota_purchased_mb = -9223372036854775808 WHERE id = %s",
    "UPDATE public.users SET auto_debt_offset_mb = -9223372036854775808 WHERE id = %s",
    "UPDATE public.users SET manual_debt_mb = 9223372036854775807 WHERE id = %s",
    "UPDATE public.users SET quota_expiry_date = '294276-12-31 23:59:59+00', created_at = '4713-01-01 BC' WHERE id = %s",
    "UPDATE public.users SET quota_expiry_date = 'infinity', created_at = '-infinity' WHERE id = %s",
    "INSERT INTO public.user_quota_debts (id, user_id, amount_mb, paid_mb) VALUES (gen_random_uuid(), %s, 9223372036854775807, 0)",
    "INSERT INTO public.user_quota_debts (id, user_id, amount_mb, paid_mb) VALUES (gen_random_uuid(), %s, 1024, -9223372036854775808)",
    "INSERT INTO public.user_quota_debts (id, user_id, amount_mb, price_rp)"
    " SELECT gen_random_uuid(), %s, 1024, 9223372036854775807 FROM generate_series(1, 3)",
    "INSERT INTO public.user_quota_debts (id, user_id, amount_mb, due_date, debt_date)"
    " VALUES (gen_random_uuid(), %s, 1024, '5874897-12-31', '-infinity')",
    "INSERT INTO public.user_quota_debts (id, user_id, amount_mb, due_date) VALUES (gen_random_uuid(), %s, 1024, '-infinity')",
]
ON_USERS = [("users.block", "reason=x"), ("users.unblock",), ("users.sync",), ("users.kick",), ("users.claim",), ("quota.inject", "mb=1024"),
            ("quota.reset",), ("quota.count_offset",), ("quota.reset_with_debt",), ("quota.set_expiry", "until=2033-01-31"),
            ("quota.set_unlimited",), ("quota.revoke_unlimited",), ("quota.set_package", "package={package}"), ("debts.set", "mb=1024"),
            ("debts.add", "mb=1024"), ("debts.settle_oldest", "mb=512"), ("debts.settle_all",), ("payments.sell", "package={package}"),
            ("payments.settle_debt",), ("payments.topup", "amount=50000"), ("subscriptions.add", "package={package}")]
ON_ITEMS = [("debts.edit", "note=x"), ("debts.settle",), ("debts.settle", "mb=5"), ("debts.write_off", "reason=x")]
OF_ALL = ["debt_limit", "debt_overdue", "debt_month_end", "debt_reminders", "isolir", "invoice_reminders"]


@pytest.fixture
def spoiled(adopted):
    """(the customers of damaged rows, one whose rows are sound, who owes too)"""
    users = [row[0] for row in adopted.all("""SELECT id::text FROM public.users
                WHERE role = 'USER' AND NOT is_blocked AND is_active AND approval_status = 'APPROVED' AND NOT is_unlimited_user
                ORDER BY id LIMIT %s""", len(SPOILED) + 1)]
    adopted.all("DELETE FROM public.user_quota_debts")
    for user, sql in zip(users, SPOILED):
        adopted.all(sql, user)
    adopted.all("""INSERT INTO public.user_quota_debts (id, user_id, amount_mb, debt_date, due_date)
                   VALUES (gen_random_uuid(), %s, 2048, '2026-01-01', '2026-02-01')""", users[-1])
    adopted.all("UPDATE public.users SET manual_debt_mb = 2048, total_quota_purchased_mb = 10240, total_quota_used_mb = 1024 WHERE id = %s",
                users[-1])
    return users[:-1], users[-1]


def test_a_damaged_row_keeps_no_other_from_any_action(run, spoiled, adopted, router, make_config, gateways):
    damaged, sound = spoiled
    config = make_config(adopted, [router], midtrans=gateways, xendit=gateways)
    package = adopted.one("SELECT name FROM public.packages WHERE is_active AND data_quota_gb > 0 ORDER BY price LIMIT 1")
    items = [row[0] for row in adopted.all("SELECT id::text FROM public.user_quota_debts")]
    for action, *arguments in ON_USERS + ON_ITEMS:
        ids = [*damaged, sound] if (action, *arguments) in ON_USERS else items
        given = [argument.format(package=package) for argument in arguments]
        together = run("act", action, "--id", *ids, *given, "--dry-run", config=config)
        alone = run("act", action, "--id", sound if ids is not items else items[-1], *given, "--dry-run", config=config)
        assert "SQLSTATE" not in together.err + together.out, (action, together.err)
        assert together.code == alone.code, (action, together.err, alone.err)


def test_damaged_rows_beyond_the_preview_are_refused_too(run, spoiled, adopted, config):
    """Of many only the first are worked out in a preview: what fails later would fail for all."""
    damaged, _ = spoiled
    adopted.all("UPDATE public.users SET full_name = 'zzz ' || full_name WHERE id = ANY (%s)", damaged)
    before = adopted.one("SELECT count(*) FROM console.operation")
    done = run("act", "quota.inject", "--where", "role:USER", "mb=1024", "--yes", config=config)
    assert done.code == 0, done.err
    assert adopted.one("SELECT count(*) FROM console.operation") == before + 1
    assert adopted.one("SELECT max(item_count) FROM console.operation WHERE action = 'quota.inject'") > 100
    assert adopted.one("SELECT count(*) FROM console.audit_log WHERE entity_id = ANY (%s)", damaged) == 0
    preview = run("act", "quota.inject", "--id", *damaged, "mb=1024", "--dry-run", config=config)
    assert preview.out.count("is damaged: see hotspot-console check") == len(damaged), preview.out


def test_damaged_rows_stop_no_list_and_no_policy(run, spoiled, config):
    damaged, _ = spoiled
    for pane in ("users", "quota", "debts"):
        done = run("show", pane, config=config)
        assert done.code == 0, (pane, done.err)
    for policy in OF_ALL:
        done = run("act", f"policies.{policy}", "--dry-run", config=config)
        assert done.code in (0, 1) and "SQLSTATE" not in done.err, (policy, done.err)
        assert not any(user in done.out for user in damaged[-2:]), "a due date that is none blocks nobody"


SHOWN = {("users", "enter"): "Devices", ("quota", "enter"): "Devices", ("debts", "enter"): "Debt item", ("users", "T"): "Timeline of",
         ("debts", "T"): "Timeline of"}


@pytest.mark.parametrize("pane, key", SHOWN)
def test_the_pages_of_damaged_rows_open(console, run, spoiled, adopted, config, pane, key):
    damaged, _ = spoiled
    adopted.all("UPDATE public.users SET full_name = 'AAA ' || full_name WHERE id = ANY (%s)", damaged)
    screen = console(pane, config=config, rows=40, columns=150)
    screen.wait_for("AAA ")
    for _ in range(len(damaged) if pane != "debts" else 7):
        screen.press(key)
        screen.wait_for(lambda t: SHOWN[pane, key] in t.text() or "refused" in t.text())
        assert "refused" not in screen.text() and "SQLSTATE" not in screen.text(), screen.text()
        assert "854.775.805" not in screen.text(), "a sum that went round"
        screen.press("esc")
        screen.wait_for("AAA ")
        screen.press("j")
