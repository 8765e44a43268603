"""`migrate` on a new database, on a portal's, and where something stands against it."""

import os
import signal
import subprocess
import threading
import time

import pytest

PORTAL = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "data", "portal.sql")


@pytest.fixture
def portal(empty_database):
    with open(PORTAL, encoding="utf-8") as sql, empty_database.connect() as connection:
        connection.execute(sql.read())
    return empty_database


def catalogue(database):
    """The portal's side: tables, columns, constraints, triggers."""
    return (database.all("SELECT table_name, column_name, data_type, is_nullable, column_default FROM information_schema.columns"
                         " WHERE table_schema = 'public' ORDER BY 1, 2"),
            database.all("SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid) FROM pg_constraint"
                         " WHERE connamespace = 'public'::regnamespace ORDER BY 1, 2"),
            database.all("SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal AND tgrelid IN"
                         " (SELECT oid FROM pg_class WHERE relnamespace = 'public'::regnamespace) ORDER BY 1, 2"))


def test_new_database(run, empty_database, make_config):
    config = make_config(empty_database)
    seen = run("migrate", "--dry-run", config=config)
    assert seen.code == 0 and "would apply" in seen.out
    assert empty_database.one("SELECT count(*) FROM pg_namespace WHERE nspname = 'console'") == 0
    assert run("migrate", config=config).code == 0
    again = run("migrate", config=config)
    assert again.code == 0 and "done before" in again.out and "applied" not in again.out
    assert run("show", "users", config=config).code == 0


def test_portal_is_adopted_and_its_tables_stay(run, portal, make_config):
    config = make_config(portal)
    before = catalogue(portal)
    done = run("migrate", config=config)
    assert done.code == 0, done.err
    assert catalogue(portal) == before
    assert run("show", "users", config=config).code == 0
    portal.all("INSERT INTO public.users (id, phone_number, full_name) VALUES (gen_random_uuid(), '+6281', 'Budi')")
    portal.all("UPDATE public.users SET manual_debt_mb = 500")  # a portal may write its cache before its ledger
    portal.all("DELETE FROM public.users")


def test_what_is_missing_is_said_exactly(run, portal, make_config):
    portal.all("ALTER TABLE public.user_devices DROP COLUMN last_hotspot_host_id")
    portal.all("ALTER TABLE public.users ALTER COLUMN total_quota_used_mb TYPE double precision")
    done = run("migrate", config=make_config(portal))
    assert done.code == 1
    assert "user_devices" in done.err and "last_hotspot_host_id" in done.err
    assert "total_quota_used_mb" in done.err and "numeric" in done.err
    assert portal.one("SELECT count(*) FROM pg_namespace WHERE nspname = 'console'") == 0


def test_enforce_wants_clean_data(run, portal, make_config):
    config = make_config(portal)
    assert run("migrate", config=config).code == 0
    portal.all("INSERT INTO public.users (id, phone_number, full_name, manual_debt_mb)"
               " VALUES (gen_random_uuid(), '+6281', 'Budi', 500)")
    refused = run("migrate", "--enforce", config=config)
    assert refused.code == 1 and "manual_debt" in refused.err
    portal.all("UPDATE public.users SET manual_debt_mb = 0")
    assert run("migrate", "--enforce", config=config).code == 0
    with pytest.raises(Exception, match="manual_debt_mb"):
        portal.all("UPDATE public.users SET manual_debt_mb = 500")


SETTINGS = {"QUOTA_DEBT_LIMIT_MB": "2048", "ENABLE_OVERDUE_DEBT_BLOCK": "True", "AKSES_BANKING_LIST_NAME": "Bypass_Server",
            "AKSES_BANKING_DOMAINS": "klikbca.com,bri.co.id", "WALLED_GARDEN_ENABLED": "True",
            "WALLED_GARDEN_ALLOWED_HOSTS": '["bank.co.id"]', "QUOTA_FUP_THRESHOLD_MB": "plenty", "PAYMENT_PROVIDER_MODE": "snap"}


@pytest.fixture
def settled_portal(portal):
    for key, value in SETTINGS.items():
        portal.all("INSERT INTO public.application_settings (setting_key, setting_value) VALUES (%s, %s)", key, value)
    portal.all("INSERT INTO public.application_settings (setting_key, setting_value, is_encrypted)"
               " VALUES ('HOTSPOT_BYPASS_STATUSES', 'gAAAAsecret', true)")
    return portal


def test_settings_of_the_portal_are_seen_before(run, settled_portal, make_config):
    seen = run("migrate", "--dry-run", config=make_config(settled_portal))
    assert seen.code == 0, seen.err
    assert "debt_limit_mb would be the portal's QUOTA_DEBT_LIMIT_MB: 2048" in seen.err
    assert "payment_bypass_list would be the portal's AKSES_BANKING_LIST_NAME: Bypass_Server" in seen.err
    assert "the portal keeps HOTSPOT_BYPASS_STATUSES encrypted" in seen.err and "gAAAA" not in seen.err + seen.out
    assert "in the portal's environment alone, which is not seen here: APP_TIMEZONE (Asia/Makassar there by default)" in seen.err
    assert settled_portal.one("SELECT count(*) FROM pg_namespace WHERE nspname = 'console'") == 0


def test_settings_of_the_portal_are_taken_over(run, show, settled_portal, make_config):
    config = make_config(settled_portal)
    done = run("migrate", config=config)
    assert done.code == 0, done.err
    assert "debt_limit_mb is the portal's QUOTA_DEBT_LIMIT_MB: 2048" in done.err
    assert "what the portal has in QUOTA_FUP_THRESHOLD_MB can't be read here" in done.err
    assert "PAYMENT_PROVIDER_MODE is the portal's PAYMENT_PROVIDER_MODE: snap" in done.err
    assert dict(settled_portal.all("SELECT setting_key, setting_value FROM public.application_settings"
                                   " WHERE NOT is_encrypted")) == SETTINGS
    rows = {row["id"]: row for row in show("settings", config=config)}
    assert "gAAAA" not in str(rows)
    seen = {key: (row["value"], row["source"], row["origin"]) for key, row in rows.items()}
    assert seen["debt_limit_mb"] == ("2048", "portal", "QUOTA_DEBT_LIMIT_MB")
    assert seen["debt_limit_policy"] == ("report", "portal", "QUOTA_DEBT_LIMIT_MB"), "a migration blocks nobody"
    assert seen["debt_overdue_policy"][:2] == ("report", "portal") and seen["debt_overdue_days"][:2] == ("0", "portal")
    assert seen["payment_bypass_list"][:2] == ("Bypass_Server", "portal")
    assert seen["payment_bypass_addresses"][:2] == ("klikbca.com bri.co.id", "portal")
    assert seen["walled_garden_hosts"][:2] == ("*.midtrans.com *.xendit.co bank.co.id", "portal")
    assert seen["QUOTA_FUP_THRESHOLD_MB"] == ("3072", "default", "QUOTA_FUP_THRESHOLD_MB: unreadable")
    assert seen["HOTSPOT_BYPASS_STATUSES"] == ("active,fup,unlimited", "default", "HOTSPOT_BYPASS_STATUSES: encrypted")
    assert seen["PAYMENT_PROVIDER_MODE"] == ("snap", "portal", "PAYMENT_PROVIDER_MODE")
    assert seen["billing_day"] == ("1", "default", None)
    found = run("check", config=config)
    assert found.code == 1 and "portal_settings_read" in found.out

    assert run("act", "settings.set", "--id", "debt_limit_mb", "value=750", config=config).code == 0
    row, = [row for row in show("settings", "--where", "source:own", config=config)]
    assert (row["id"], row["value"], row["origin"]) == ("debt_limit_mb", "750", "QUOTA_DEBT_LIMIT_MB")
    again = run("migrate", config=config)
    assert "debt_limit_mb stays 750, which was set here: the portal's QUOTA_DEBT_LIMIT_MB says 2048" in again.err
    settled_portal.all("UPDATE public.application_settings SET setting_value = 'Bank' WHERE setting_key = 'AKSES_BANKING_LIST_NAME'")
    assert [row["value"] for row in show("settings", "--id", "payment_bypass_list", config=config)] == ["Bank"], "followed at once"


def test_what_the_table_does_not_tell_is_said_once(run, portal, make_config):
    done = run("migrate", config=make_config(portal))
    assert done.code == 0 and done.err.count("QUOTA_DEBT_LIMIT_MB (0 there by default)") == 1
    assert "Bypass_Server there by default" in done.err and "perhaps in its environment" in done.err


def test_a_database_of_its_own_has_no_portal_to_tell_of(run, empty_database, make_config):
    config = make_config(empty_database)
    assert run("migrate", config=config).err == ""
    assert run("migrate", config=config).err == ""


# --- interrupted, at once, elsewhere ------------------------------------------------------------------


@pytest.fixture
def in_use(portal):
    """A portal that works on while it is migrated; what failed to be written."""
    failures, is_over = [], threading.Event()
    portal.all("INSERT INTO public.users (id, phone_number, full_name)"
               " SELECT gen_random_uuid(), '+62811' || n, 'Pelanggan ' || n FROM generate_series(1000, 1300) AS n")

    def work():
        with portal.connect() as connection:
            while not is_over.is_set():
                try:
                    connection.execute("UPDATE public.users SET updated_at = now() WHERE phone_number = '+628111017'")
                except Exception as problem:  # whatever it is, the portal suffered it
                    failures.append(str(problem))

    thread = threading.Thread(target=work)
    thread.start()
    yield failures
    is_over.set()
    thread.join()


def kill_when_applied(process, database, count):
    deadline = time.monotonic() + 60
    while process.poll() is None and time.monotonic() < deadline:
        if database.one("SELECT to_regclass('console.migration') IS NOT NULL") \
                and database.one("SELECT count(*) FROM console.migration") >= count:
            break
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_killed_again_and_again_and_three_at_once_on_a_portal_in_use(run, portal, in_use, make_config, binary, environment):
    config = make_config(portal)
    argv = [binary, "--config", config, "migrate"]
    for count in (1, 3, 8, 15, 25, 31):
        kill_when_applied(subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL), portal, count)
    three = [subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(3)]
    ended = [(process.communicate(timeout=120)[0], process.returncode) for process in three]
    assert any(code == 0 for _, code in ended), ended
    assert [said for said, code in ended if code != 0 and "another hotspot-console migrates it" not in said] == []
    assert in_use == []
    assert portal.one("SELECT count(*) FROM pg_index WHERE NOT indisvalid") == 0
    again = run("migrate", config=config)
    assert again.code == 0 and "applied" not in again.out
    assert run("show", "users", config=config).code == 0


def test_what_the_server_still_does_for_one_that_was_killed_is_waited_for(run, portal, make_config, binary, environment):
    """Its statement waits for a lock and goes on afterwards, though nobody is there any more."""
    config = make_config(portal)
    argv = [binary, "--config", config, "migrate"]
    at_work = """SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
                    AND application_name LIKE 'hotspot-console%' AND wait_event_type = 'Lock'"""
    assert run("migrate", config=config).code == 0
    portal.all("CALL console.unbind_names()")
    with portal.connect() as holder, holder.transaction():
        holder.execute("LOCK TABLE pg_catalog.pg_proc IN SHARE MODE")
        first = subprocess.Popen(argv, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while portal.one(at_work) == 0:
            assert time.monotonic() < deadline and first.poll() is None
        first.kill()
        first.wait()
        second = subprocess.Popen(argv, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        while portal.one("""SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted
                               AND database = (SELECT oid FROM pg_database WHERE datname = current_database())""") < 2:
            assert time.monotonic() < deadline and second.poll() is None
        assert portal.one(at_work) == 1, "the second one does nothing yet"
    said, _ = second.communicate(timeout=120)
    assert second.returncode == 0, said


def test_dumped_and_restored(run, database, server, scratch, make_config):
    from conftest import Database

    dump = scratch.file("hotspot.dump")
    subprocess.run(["pg_dump", "-Fc", "-f", dump, database.conninfo], check=True)
    made = Database(server)
    try:
        subprocess.run(["pg_restore", "--exit-on-error", "-d", made.conninfo, dump], check=True)
        config = make_config(made)
        again = run("migrate", config=config)
        assert again.code == 0 and "applied" not in again.out, again.err
        for command in (["check"], ["show", "users"], ["show", "debts"], ["show", "audit"]):
            there, here = run(*command, config=make_config(database)), run(*command, config=config)
            assert (here.code, here.out) == (there.code, there.out)
    finally:
        made.drop()


def test_no_index_holds_what_usage_sync_changes(database):
    """Else each of its updates would write into all indexes of the table, and not into the heap alone."""
    hot = ["total_quota_used_mb", "updated_at", "last_bytes_total", "last_bytes_updated_at", "last_hotspot_host_id",
           "last_hotspot_uptime_seconds"]
    held = database.all("""SELECT i.indexrelid::regclass::text, a.attname
                             FROM pg_index i
                             JOIN pg_depend d ON d.objid = i.indexrelid AND d.refobjid = i.indrelid AND d.classid = 'pg_class'::regclass
                             JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = d.refobjsubid
                            WHERE i.indrelid IN ('public.users'::regclass, 'public.user_devices'::regclass)""")
    assert {"hc_users_blok", "hc_user_devices_mac"} <= {index for index, _ in held}
    assert [row for row in held if row[1] in hot] == []
