"""A database that an earlier version made, and a portal that changes its tables: functions do and are what they do and
are on a new one."""

import difflib
import glob
import hashlib
import os
import subprocess

import pytest

MIGRATIONS = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "db", "migrations")
FUNCTIONS = """SELECT p.oid::regprocedure::text, pg_get_functiondef(p.oid) FROM pg_proc p
                WHERE p.pronamespace = 'console'::regnamespace"""
# Lets go as the first version did: the text is made anew by the server. Done again and again it comes to one form.
LET_GO = """DO $do$ DECLARE f record; BEGIN
    FOR f IN SELECT p.oid AS id, pg_get_function_sqlbody(p.oid) AS body FROM pg_proc p
              WHERE p.pronamespace = 'console'::regnamespace AND p.prosqlbody IS NOT NULL ORDER BY p.oid
    LOOP
        EXECUTE split_part(pg_get_functiondef(f.id), E'\\nBEGIN ATOMIC', 1)
                || format(E'\\nAS %L', regexp_replace(f.body, '^BEGIN ATOMIC|;\\s*END$', '', 'g'));
    END LOOP; END $do$"""
PORTAL_TABLES = ["users", "user_quota_debts", "user_devices", "packages", "package_profiles", "transactions", "daily_usage_logs",
                 "application_settings"]


def made_by_an_earlier_version(database, last):
    """All up to this migration, with names bound, as its version left it."""
    database.all("CREATE SCHEMA console")
    database.all("CREATE EXTENSION pg_trgm SCHEMA public")
    database.all("CREATE TABLE console.migration (name text PRIMARY KEY, checksum text NOT NULL, applied_at timestamptz NOT NULL"
                 " DEFAULT clock_timestamp(), version text NOT NULL, how text NOT NULL)")
    for path in sorted(glob.glob(os.path.join(MIGRATIONS, "*.sql"))):
        name = os.path.basename(path)[:-len(".sql")]
        if name[:4] > last:
            break
        with open(path, "rb") as sql:
            text = sql.read()
        # the program says where the trigrams are
        subprocess.run(["psql", "-X", "-q", "-v", "ON_ERROR_STOP=1", database.conninfo], check=True, stderr=subprocess.PIPE,
                       input=text.replace(b" gin_trgm_ops", b" public.gin_trgm_ops"))
        database.all("INSERT INTO console.migration (name, checksum, version, how) VALUES (%s, %s, '0', 'fresh')", name,
                     hashlib.sha256(text).hexdigest())
    database.all("CALL console.bind_names()")


def functions(database):
    for _ in range(3):
        with database.connect() as connection:
            connection.execute("SET search_path = pg_catalog, pg_temp")
            connection.execute(LET_GO)
            connection.execute("CALL console.bind_names()")
    return dict(database.all(FUNCTIONS))


@pytest.mark.parametrize("last", ["0037", "0047", "0050", "0052", "0064"])
def test_functions_are_those_of_a_new_database(run, empty_database, database, make_config, last):
    made_by_an_earlier_version(empty_database, last)
    done = run("migrate", config=make_config(empty_database))
    assert done.code == 0, done.err
    there, new = functions(empty_database), functions(database)
    assert sorted(there) == sorted(new)
    other = [name for name in new if new[name] != there[name]]
    assert not other, "\n".join(difflib.unified_diff(new[other[0]].splitlines(), there[other[0]].splitlines(), lineterm=""))


def test_a_portal_may_add_columns(database):
    """A row of its tables that a function gives has them too; nobody has to let go of anything before."""
    for table in PORTAL_TABLES:
        database.all(f"ALTER TABLE public.{table} ADD COLUMN added_later text DEFAULT 'later'")
    assert database.all("SELECT d.added_later FROM console.charge_debts(NULL::console.charge) d") == []
    assert database.all("SELECT c.order_id FROM console.charge_known('{a}') c") == []
    gives_rows = database.all("""SELECT p.oid::regprocedure::text FROM pg_proc p JOIN pg_type t ON t.oid = p.prorettype
                                   JOIN pg_class c ON c.oid = t.typrelid AND c.relkind = 'r'
                                  WHERE p.pronamespace = 'console'::regnamespace AND p.prosqlbody IS NOT NULL
                                    AND c.relnamespace <> 'console'::regnamespace""")
    assert gives_rows == []


@pytest.mark.parametrize("table", ["charge", "gateway_word"])
def test_a_migration_may_add_columns(run, database, config, table):
    """What functions say of all columns is what their authors wrote, not the columns of the day when names were bound."""
    database.all("CALL console.unbind_names()")
    database.all(f"ALTER TABLE console.{table} ADD COLUMN added_later text")
    done = run("migrate", config=config)
    assert done.code == 0, done.err
    assert database.all("SELECT c.added_later FROM console.charge_known('{a}') c" if table == "charge" else
                        "SELECT w.added_later FROM console.gateway_word_of('midtrans', 'snap', 'no word', NULL, NULL) w") == []
