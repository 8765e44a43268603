"""`migrate` on a new database, on a portal's, and where something stands against it."""

import os

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
