"""Who may create in public, in a schema named as the user or in pg_temp has none of it run by somebody else."""

import glob
import os
import re

import psycopg
import psycopg.conninfo
import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
PORTAL = os.path.join(ROOT, "tests", "data", "portal.sql")
GUEST = "hc_test_guest"
PATH = "search_path=pg_catalog, pg_temp"
# What it is given for, and a way to note whose rights it runs with.
SPY = "CREATE FUNCTION {}({}) RETURNS {} LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN PERFORM spy.note(); RETURN {}; END $$"
NOT_SAFE = """SELECT p.oid::regprocedure::text FROM pg_proc p
               WHERE p.pronamespace = 'console'::regnamespace AND p.prosqlbody IS NULL
                 AND NOT coalesce(p.proconfig, '{}') @> ARRAY['search_path=pg_catalog, pg_temp']"""


def prepare_guest(database):
    """An ordinary role that may create in public, and where it notes as whom its code ran."""
    if not database.one("SELECT true FROM pg_roles WHERE rolname = %s", GUEST):
        database.all(f"CREATE ROLE {GUEST} LOGIN")
    database.all(f"GRANT CREATE, USAGE ON SCHEMA public TO {GUEST}")
    database.all("CREATE SCHEMA spy")
    database.all("CREATE TABLE spy.seen (who text)")
    database.all("CREATE FUNCTION spy.note() RETURNS boolean LANGUAGE plpgsql AS"
                 " $$ BEGIN INSERT INTO spy.seen VALUES (current_user); RETURN true; EXCEPTION WHEN OTHERS THEN RETURN true; END $$")
    database.all("GRANT USAGE ON SCHEMA spy TO PUBLIC")
    database.all("GRANT INSERT ON spy.seen TO PUBLIC")


def as_guest(database):
    return psycopg.connect(psycopg.conninfo.make_conninfo(database.conninfo, user=GUEST), autocommit=True)


def shadow(database, schema):
    """A function and an operator that fit a name better than those of pg_catalog, which take text, and one that fits as well."""
    with as_guest(database) as guest:
        guest.execute(SPY.format(f"{schema}.lower", "varchar", "text", "pg_catalog.lower($1::text)"))
        guest.execute(SPY.format(f"{schema}.lower", "text", "text", "pg_catalog.lower($1)"))
        guest.execute(SPY.format(f"{schema}.join_words", "varchar, text", "text", "$1::text OPERATOR(pg_catalog.||) $2"))
        guest.execute(f"CREATE OPERATOR {schema}.|| (LEFTARG = varchar, RIGHTARG = text, FUNCTION = {schema}.join_words)")


def others(database):
    """As whom the guest's code ran beside himself."""
    return database.all("SELECT DISTINCT who FROM spy.seen WHERE who <> %s", GUEST)


@pytest.fixture
def guest(database):
    prepare_guest(database)
    return database


@pytest.fixture
def portal(empty_database):
    with open(PORTAL, encoding="utf-8") as sql, empty_database.connect() as connection:
        connection.execute(sql.read())
    return empty_database


def use_program(run, database, config):
    """A list, a search and an action, all of which fold and join names."""
    user = database.one("SELECT id::text FROM public.users WHERE NOT is_blocked AND is_active AND role = 'USER' LIMIT 1")
    assert run("show", "users", "--where", "budi", config=config).code == 0
    done = run("act", "users.block", "--id", user, "reason=names", "--yes", config=config)
    assert done.code == 0, done.err
    assert database.one("SELECT is_blocked FROM public.users WHERE id = %s", user)


@pytest.mark.parametrize("schema", ["public", "own"])
def test_sessions_take_no_names_from_others(run, guest, make_config, schema):
    if schema == "own":
        schema = guest.one("SELECT current_user")
        guest.all(f'CREATE SCHEMA "{schema}" AUTHORIZATION {GUEST}')
    shadow(guest, schema)
    use_program(run, guest, make_config(guest))
    assert others(guest) == []


def test_nobody_else_sets_the_path_of_a_session(run, guest, make_config):
    shadow(guest, "public")
    path = "search_path = public, pg_catalog"
    guest.maintain(f'ALTER DATABASE "{guest.name}" SET {path}')
    guest.maintain(f'ALTER ROLE "{guest.one("SELECT current_user")}" IN DATABASE "{guest.name}" SET {path}')
    given = psycopg.conninfo.make_conninfo(guest.conninfo, options="-c search_path=public,pg_catalog")
    use_program(run, guest, make_config(given))
    assert run("show", "users", config=make_config(guest), env={"PGOPTIONS": "-c search_path=public,pg_catalog"}).code == 0
    assert others(guest) == []


def test_the_path_holds_behind_a_pooler_that_ignores_options(run, guest, make_config, relay):
    shadow(guest, "public")
    guest.maintain(f'ALTER DATABASE "{guest.name}" SET search_path = public, pg_catalog')
    use_program(run, guest, make_config(relay(drops_options=True)))
    assert others(guest) == []


def test_definer_functions_take_no_types_from_pg_temp(guest):
    """As a portal's role, which may write debts: whoever connects may create in pg_temp."""
    guest.all(f"GRANT SELECT, UPDATE ON public.user_quota_debts TO {GUEST}")
    with as_guest(guest) as connection:
        connection.execute("CREATE DOMAIN pg_temp.uuid AS pg_catalog.uuid CHECK (spy.note())")
        assert connection.execute("UPDATE public.user_quota_debts SET note = note").rowcount > 0
        with pytest.raises(psycopg.errors.CheckViolation, match="manual_debt_mb"):
            connection.execute("UPDATE public.user_quota_debts SET amount_mb = amount_mb + 1")
    assert others(guest) == []


def test_bound_functions_take_no_names_from_their_caller(guest):
    """Functions that are taken apart into the statement of a caller who looks in public first."""
    shadow(guest, "public")
    with guest.connect() as connection:
        connection.execute("SET search_path = public, pg_catalog")
        connection.execute("SELECT console.policy_refusal(u), console.phone_stored(u.phone_number), console.user_state_text(u),"
                           " console.payment_differs('Expire', 'open') FROM public.users u").fetchall()
        connection.execute("SELECT * FROM console.desired_state(NULL)").fetchall()
        connection.execute("SELECT * FROM console.debt_reminder_cases(NULL)").fetchall()
    assert others(guest) == []


def test_every_statement_names_its_schemas(database):
    """Also those that no other test happens to run; the listings' texts have marks to be filled in."""
    statements = {}
    for path in glob.glob(os.path.join(ROOT, "db", "**", "*.sql"), recursive=True):
        if os.path.basename(os.path.dirname(path)) == "migrations":
            continue
        with open(path, encoding="utf-8") as file:
            statements[os.path.basename(path)] = file.read()
    assert len(statements) > 300
    # what a statement does is said by its marks, not found out by a look into its own text
    assert [name for name, text in statements.items() if re.search(r"\$\w*\$[^$]*\{\{", text)] == []
    with database.connect() as connection:
        connection.execute("SET search_path = pg_catalog, pg_temp")
        for name, text in statements.items():
            if "{{" in text or "\nLOCK " in text or name.startswith("migrate_"):
                continue
            try:
                connection.execute(f"PREPARE tried AS {text}")
            except psycopg.Error as e:
                pytest.fail(f"{name}: {e}")
            connection.execute("DEALLOCATE tried")


def test_every_pane_names_its_schemas(run, database, make_config):
    """With all of its columns."""
    config = make_config(database)
    panes = re.findall(r"^  (\w+)  ?", run("show", "--help", config=config).out, re.MULTILINE)
    assert {"users", "drift", "invoices", "subscriptions"} <= set(panes)
    for pane in panes:
        done = run("show", pane, "--limit", "1", "--format", "json", config=config)
        assert done.code == 0, f"{pane}: {done.err}"


def assert_all_are_safe(database):
    assert database.all(NOT_SAFE) == []
    assert database.one("SELECT count(*) FROM pg_proc WHERE pronamespace = 'console'::regnamespace") > 200


def test_every_function_has_its_names(run, database, portal, make_config):
    assert_all_are_safe(database)
    config = make_config(portal)
    assert run("migrate", config=config).code == 0
    assert_all_are_safe(portal)
    assert run("migrate", "--enforce", config=config).code == 0
    assert_all_are_safe(portal)
    assert portal.one("SELECT proconfig FROM pg_proc WHERE oid = 'console.check_debt_sums()'::regprocedure") == [PATH]


def test_what_is_asked_for_every_row_is_still_taken_apart(database):
    plan = "\n".join(row[0] for row in database.all("""
        EXPLAIN (VERBOSE) SELECT t.rp FROM public.users u
          LEFT JOIN LATERAL console.user_debts(u.id, console.price_list()) t ON true
         WHERE console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date, u.is_unlimited_user,
                                     u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb, 3072,
                                     now()) = 'habis'
           AND console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                    u.is_unlimited_user, u.role) > 0"""))
    assert not re.search(r"access_status|quota_left_mb|auto_debt_mb|user_debts|debt_remaining_rp", plan), plan


def test_check_tells_of_a_function_without_and_migrate_mends_it(run, database, make_config):
    config = make_config(database)
    database.all("CREATE FUNCTION console.later() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RETURN NULL; END $$")
    database.all("CREATE FUNCTION console.later(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT n + 1 $$")
    found = run("check", config=config)
    assert found.code == 1
    assert re.search(r"names_bound.* 2 +console\.later\(.*hotspot-console migrate", found.out), found.out
    assert run("migrate", config=config).code == 0
    assert "names_bound" not in run("check", config=config).out
    assert_all_are_safe(database)
    assert database.one("SELECT console.later(41)") == 42


def test_a_portal_can_still_change_its_columns(run, portal, make_config):
    config = make_config(portal)
    assert run("migrate", config=config).code == 0
    bound = "SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'console'::regnamespace AND prosqlbody IS NOT NULL"
    before = set(portal.all(bound))
    with pytest.raises(psycopg.errors.FeatureNotSupported, match="used by a function"):
        portal.all("ALTER TABLE public.users ALTER mikrotik_server_name TYPE varchar(200)")
    portal.all("ALTER TABLE public.users DROP COLUMN previous_blok")
    portal.all("CALL console.unbind_names()")
    portal.all("ALTER TABLE public.users ALTER mikrotik_server_name TYPE varchar(200)")
    portal.all("DROP FUNCTION console.exact_mb_text(numeric)")
    portal.all("CREATE FUNCTION console.exact_mb_text(mb numeric) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT mb::text $$")
    assert run("migrate", config=config).code == 0
    assert_all_are_safe(portal)
    assert before and set(portal.all(bound)) == before
    for pane in ("users", "debts", "payments", "invoices"):
        assert run("show", pane, config=config).code == 0


@pytest.mark.parametrize("where", [None, "extra words"])
def test_indexes_are_made_of_what_is_meant(run, portal, make_config, where):
    if where:
        portal.all(f'CREATE SCHEMA "{where}"')
        portal.all(f'CREATE EXTENSION pg_trgm SCHEMA "{where}"')
    prepare_guest(portal)
    shadow(portal, "public")
    portal.all("INSERT INTO public.users (id, phone_number, full_name) VALUES (gen_random_uuid(), '+6281', 'Budi')")
    done = run("migrate", config=make_config(portal))
    assert done.code == 0, done.err
    assert others(portal) == []
    assert portal.one("SELECT extnamespace::regnamespace::text FROM pg_extension WHERE extname = 'pg_trgm'") \
        == (f'"{where}"' if where else "public")
    definition = portal.one("SELECT pg_get_indexdef('public.hc_users_search'::regclass)")
    assert "gin_trgm_ops" in definition and "public.lower" not in definition
