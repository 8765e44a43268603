"""Through PgBouncer: sessions and transactions are pooled, statements are refused."""

import time

import psycopg
import pytest

MODES = ["session", "transaction"]
ANYBODY = ("SELECT id::text FROM public.users WHERE NOT is_blocked AND is_active AND role = 'USER' AND approval_status = 'APPROVED'"
           " ORDER BY id LIMIT 1")


def wait_for(condition, deadline_s=20):
    until = time.monotonic() + deadline_s
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


@pytest.fixture(params=MODES)
def pooled(request, pooler, database):
    """Few sessions behind it, which others leave with settings of their own."""
    database.maintain(f'ALTER DATABASE "{database.name}" SET "DateStyle" = "SQL, DMY"')
    database.maintain(f'ALTER DATABASE "{database.name}" SET default_transaction_isolation = "serializable"')
    return pooler(request.param, default_pool_size=20 if request.param == "session" else 3)


def test_all_panes_are_the_same(run, show, pooled, database, make_config):
    direct, through = make_config(database), make_config(pooled)
    for pane in ("users", "debts", "audit", "payments", "invoices", "quota", "jobs", "outbox"):
        assert show(pane, "--limit", "20", config=through) == show(pane, "--limit", "20", config=direct)


def test_an_action_reaches_the_router(run, pooled, database, router, make_config):
    user = database.one(ANYBODY)
    done = run("act", "users.block", "--id", user, "reason=pooled", "--yes", config=make_config(pooled, [router]))
    assert done.code == 0, done.err
    assert database.one("SELECT is_blocked FROM public.users WHERE id = %s", user)
    assert database.one("SELECT count(*) FROM console.outbox WHERE state <> 'done'") == 0
    assert run("act", "users.unblock", "--id", user, "--yes", config=make_config(pooled, [router])).code == 0
    assert not database.one("SELECT is_blocked FROM public.users WHERE id = %s", user)


@pytest.mark.parametrize("direct", [False, True])
def test_a_worker_is_woken(worker, pooled, database, router, make_config, direct):
    extra = f'database_direct = "{database.conninfo}";' if direct else ""
    config = make_config(pooled, [router], extra=extra)
    worker(config=config)
    wait_for(lambda: database.one("SELECT count(*) FROM console.worker WHERE kind = 'worker'") == 1)
    if direct:
        wait_for(lambda: database.one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                                      " AND query LIKE 'SELECT true AS answers%%'") > 0)
    database.all(f"INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES"
                 f" ('router:main', 'sync_user', 'user', '{database.one(ANYBODY)}')")
    database.all("NOTIFY hotspot_console, 'outbox'")
    wait_for(lambda: database.one("SELECT state FROM console.outbox") == "done")


def test_the_console_shows_and_acts(console, pooled, database, router, make_config):
    screen = console("users", config=make_config(pooled, [router]), columns=120)
    name, user = database.one(f"SELECT full_name, id::text FROM public.users WHERE id = ({ANYBODY})::uuid")
    screen.wait_for(" 0811")
    screen.press("/")
    screen.wait_for("enter")
    screen.type(name)
    screen.press("enter")
    screen.wait_for("1/1")
    screen.press("b")
    screen.wait_for("Reason")
    screen.type("pooled")
    screen.press("enter")
    screen.wait_for("enter Apply")
    screen.press("enter")
    wait_for(lambda: database.one("SELECT is_blocked FROM public.users WHERE id = %s", user))
    wait_for(lambda: database.one("SELECT count(*) FROM console.outbox WHERE state = 'done'") > 0)


def test_what_others_share_is_left_as_it_was(run, pooler, database, make_config):
    through = pooler("transaction", default_pool_size=1)
    assert run("show", "users", config=make_config(through)).code == 0
    with psycopg.connect(through, autocommit=True, prepare_threshold=None) as other:
        assert other.execute("SHOW search_path").fetchone()[0] == '"$user", public'
        assert other.execute("SHOW jit").fetchone()[0] == database.one("SHOW jit")
        assert other.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()[0] == 0


def test_statement_pooling_is_refused(run, pooler, make_config):
    done = run("show", "users", config=make_config(pooler("statement")))
    assert done.code == 2
    assert "pools statements" in done.err and "pool_mode" in done.err


def test_migrate_wants_a_session(run, pooler, database, make_config):
    database.all("CREATE FUNCTION console.later(n integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$ SELECT n + 1 $$")
    through = pooler("transaction")
    done = run("migrate", config=make_config(through))
    assert done.code == 1
    assert "pool_mode = transaction" in done.err and "database_direct" in done.err
    assert run("migrate", config=make_config(through, extra=f'database_direct = "{database.conninfo}";')).code == 0
    assert run("migrate", config=make_config(pooler("session"))).code == 0


def test_options_that_a_pooler_drops_are_told(run, pooler, make_config):
    done = run("show", "users", config=make_config(pooler("session") + " options='-c work_mem=7MB'"))
    assert done.code == 2
    assert "options" in done.err and "ALTER ROLE" in done.err


WATCHED = ("console.operation", "console.outbox", "console.worker", "console.job")


@pytest.fixture
def seen(database):
    """How the sessions were set in which the program wrote, on a database that would have them otherwise; the audit is in UTC."""
    database.maintain(f'ALTER DATABASE "{database.name}" SET default_transaction_isolation = "serializable"')
    database.maintain(f'ALTER DATABASE "{database.name}" SET "DateStyle" = "German, DMY"')
    database.maintain(f'ALTER DATABASE "{database.name}" SET timezone = "America/New_York"')
    database.maintain(f'ALTER DATABASE "{database.name}" SET standard_conforming_strings = off')
    database.all("CREATE TABLE public.seen (isolation text, datestyle text, zone text, path text, strings text)")
    database.all("""CREATE FUNCTION public.see() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
                        INSERT INTO public.seen SELECT current_setting('transaction_isolation'), split_part(current_setting('DateStyle'), ',', 1),
                               current_setting('TimeZone'), replace(current_setting('search_path'), ' ', ''), current_setting('standard_conforming_strings');
                        RETURN NULL; END $$""")
    for table in WATCHED:
        database.all(f"CREATE TRIGGER see AFTER INSERT OR UPDATE ON {table} FOR EACH STATEMENT EXECUTE FUNCTION public.see()")
    return lambda: database.all("SELECT DISTINCT * FROM public.seen")


@pytest.mark.parametrize("mode", ["direct", *MODES])
def test_what_is_written_is_written_in_sessions_as_the_program_wants_them(run, pooler, seen, database, router, make_config, mode):
    conninfo = database if mode == "direct" else pooler(mode, default_pool_size=4)
    config = make_config(conninfo, [router])
    zone = database.one("SELECT console.zone_in_force()")
    user = database.one(ANYBODY)
    assert run("act", "users.block", "--id", user, "reason=pooled", "--yes", config=config).code == 0
    assert run("worker", "--once", config=config).code == 0
    assert database.one("SELECT count(*) FROM public.seen") > 3
    assert {tuple(row) for row in seen()} <= {("read committed", "ISO", shown, "pg_catalog,pg_temp", "on") for shown in (zone, "UTC")}


def test_clients_that_share_a_session_keep_their_settings(run, pooler, seen, database, make_config):
    """The other one's are not ours, nor ours the other's, on the only session that there is."""
    through = pooler("transaction", default_pool_size=1)
    user, zone = database.one(ANYBODY), database.one("SELECT console.zone_in_force()")
    with psycopg.connect(through, autocommit=True, prepare_threshold=None) as other:
        for setting in ("TimeZone = 'Asia/Tokyo'", "DateStyle = 'SQL, DMY'", "default_transaction_isolation = 'repeatable read'",
                        "search_path = public", "jit = on", "statement_timeout = '77s'"):
            other.execute(f"SET {setting}")
        assert run("act", "users.block", "--id", user, "reason=pooled", "--yes", config=make_config(through)).code == 0
        kept = [other.execute(f"SHOW {name}").fetchone()[0] for name in
                ("TimeZone", "DateStyle", "default_transaction_isolation", "search_path", "jit", "statement_timeout")]
    assert kept == ["Asia/Tokyo", "SQL, DMY", "repeatable read", "public", "on", "77s"]
    assert {tuple(row) for row in seen()} <= {("read committed", "ISO", shown, "pg_catalog,pg_temp", "on") for shown in (zone, "UTC")}
