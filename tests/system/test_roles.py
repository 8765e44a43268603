"""Roles of the database: whoever looks writes nothing, whoever works can do every action, and program and SQL agree."""

import glob
import os
import pathlib
import re
import uuid
from concurrent.futures import ThreadPoolExecutor

import action_lines
import psycopg
import pytest

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
FACES = ("owner", "operator", "viewer")
LACKS = "lacks the right"


class Roles:
    def __init__(self, database, run, make_config, router):
        self.names = {face: f"hc_{face}_{uuid.uuid4().hex[:10]}" for face in FACES}
        self.database = database
        done = run("migrate", "--roles", *(f"{face}={name}" for face, name in self.names.items()))
        assert done.code == 0, done.err
        self.configs = {}
        for face, name in self.names.items():
            database.all(f"CREATE ROLE {name}_login LOGIN IN ROLE {name}")
            conninfo = re.sub(r"user=\S+", "", database.conninfo) + f" user={name}_login"
            self.configs[face] = make_config(conninfo, [router])

    def drop(self):
        me = self.database.one("SELECT current_user")
        for name in self.names.values():
            for role in (f"{name}_login", name):
                self.database.all(f"REASSIGN OWNED BY {role} TO {me}")
                self.database.all(f"DROP OWNED BY {role}")
                self.database.all(f"DROP ROLE {role}")


@pytest.fixture
def roles(database, run, make_config, router):
    r = Roles(database, run, make_config, router)
    yield r
    r.drop()


def rows_of(database):
    """How often something was written in this database."""
    tables = [name for name, in database.all("SELECT c.oid::regclass::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
                                             " WHERE n.nspname IN ('public', 'console') AND c.relkind = 'r' ORDER BY 1")]
    return database.all(" UNION ALL ".join(f"SELECT '{t}', coalesce(md5(string_agg(x::text, ',' ORDER BY x::text)), '')"
                                           f" FROM (SELECT r.ctid, r.xmin, r.cmax FROM {t} r) x" for t in tables))


def test_every_role_tries_every_action(database, run, roles, show):
    user = str(database.one("SELECT id FROM public.users ORDER BY id LIMIT 1"))
    actions = action_lines.names_of(run("act", "--help", config=None).out)
    assert len(actions) > 130
    with ThreadPoolExecutor(3) as pool:
        helps = dict(zip(actions, pool.map(lambda a: run("act", a, "--help", config=None).out, actions)))
        panes = sorted({action_lines.pane_of(text) for text in helps.values()} - {"users", "quota", "routers"})
        ids = {"users": user, "quota": user, "routers": "main",
               **dict(zip(panes, pool.map(lambda p: (show(p, "--limit", "1") or [{"id": "1"}])[0].get("id", "1"), panes)))}
        lines = {a: [*action_lines.line_for(a, helps[a], ids), "--yes"] for a in actions}
        before = rows_of(database)
        refused = dict(zip(actions, pool.map(lambda a: run(*lines[a], config=roles.configs["viewer"]), actions)))
        assert rows_of(database) == before
        wrong = {a: (r.code, r.err) for a, r in refused.items()
                 if "operator role" not in r.err and r.code != 2 and not (r.code == 0 and r.out and not r.err)}
        assert wrong == {}
        assert sum("operator role" in r.err for r in refused.values()) > 70
        for face in ("operator", "owner"):
            done = dict(zip(actions, pool.map(lambda a: run(*lines[a], config=roles.configs[face]), actions)))
            assert {a: r.err for a, r in done.items() if LACKS in r.err or "permission" in r.err} == {}
            assert sum(r.code == 0 for r in done.values()) > 15


def test_sql_gives_a_viewer_no_way_to_write(database, roles):
    """What the program refuses, the database refuses too: whatever table, whatever function."""
    viewer, operator = roles.names["viewer"], roles.names["operator"]
    assert database.all(
        "SELECT c.oid::regclass FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE n.nspname IN ('public', 'console') AND c.relkind IN ('r', 'v', 'p') AND"
        " (has_table_privilege(%s, c.oid, 'INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') OR"
        "  has_any_column_privilege(%s, c.oid, 'INSERT, UPDATE'))", viewer, viewer) == []
    assert database.all("SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'console'::regnamespace AND p.provolatile = 'v'"
                        " AND p.prorettype <> 'trigger'::regtype AND has_function_privilege(%s, p.oid, 'EXECUTE')", viewer) == []
    assert database.one("SELECT has_schema_privilege(%s, 'console', 'CREATE') OR has_schema_privilege(%s, 'public', 'CREATE')",
                        viewer, viewer) is False
    # secrets
    for table in ("console.import_customers", "console.takeover_user"):
        assert database.one("SELECT has_any_column_privilege(%s, %s, 'SELECT')", viewer, table) is False
        assert database.one("SELECT has_table_privilege(%s, %s, 'INSERT')", operator, table) is True
    assert database.one("SELECT has_column_privilege(%s, 'public.transactions', 'hotspot_password', 'SELECT')", viewer) is False
    assert database.one("SELECT has_column_privilege(%s, 'public.transactions', 'midtrans_order_id', 'SELECT')", viewer) is True
    # an operator changes no history, and no rights
    for table in ("console.migration", "console.face_role"):
        assert database.one("SELECT has_table_privilege(%s, %s, 'INSERT, UPDATE, DELETE')", operator, table) is False
    # what runs as its owner is called by triggers alone
    assert database.all("SELECT p.oid::regprocedure FROM pg_proc p WHERE p.pronamespace = 'console'::regnamespace AND p.prosecdef"
                        " AND p.prorettype <> 'trigger'::regtype") == []


def statements():
    """By their names; those whose text the program fills in are run by panes and actions."""
    found = {}
    for path in glob.glob(os.path.join(ROOT, "db", "*", "*.sql")):
        with open(path, encoding="utf-8") as file:
            text = file.read()
        if not path.startswith(os.path.join(ROOT, "db", "migrations")) and "{{" not in text and "\nLOCK " not in text:
            found[os.path.basename(path)] = text
    return found


def tried(database, role):
    """Of each statement its plan, or what PostgreSQL refuses the role of it; it is made ready to run, and not run."""
    plans, refused = {}, {}
    with database.connect() as connection:
        connection.prepare_threshold = None
        connection.execute("SET search_path = pg_catalog, pg_temp")
        connection.execute("SET plan_cache_mode = force_generic_plan")
        connection.execute(f"SET ROLE {role}")
        for name, text in statements().items():
            try:
                connection.execute(f"PREPARE tried AS {text}")
                count = connection.execute("SELECT cardinality(parameter_types) FROM pg_prepared_statements WHERE name = 'tried'").fetchone()[0]
                given = f"({', '.join(['NULL'] * count)})" if count else ""
                plans[name] = "\n".join(row[0] for row in connection.execute(f"EXPLAIN EXECUTE tried{given}"))
                connection.execute("DEALLOCATE tried")
            except psycopg.errors.InsufficientPrivilege as e:
                refused[name] = str(e).split("\n", 1)[0]
                connection.execute("DEALLOCATE ALL")
    return plans, refused


def test_each_statement_is_for_who_may_write_or_for_all(database, roles):
    """Without luck in the rows that happen to be there: each statement that the program knows, by each role."""
    plans, refused = tried(database, roles.names["operator"])
    assert refused == {}
    applies = {name for name in plans if name.endswith("_apply.sql")}
    assert len(applies) > 150 and len(plans) > 700
    refused = tried(database, roles.names["viewer"])[1]
    assert applies - set(refused) == set()
    # what a viewer is refused writes, locks, calls what writes, or shows what was in a file
    writes = re.compile(r"(Insert|Update|Delete|Merge) on |LockRows")
    secret = re.compile(r"denied for (function|table (import_\w+|takeover_user)$)")
    assert {name: why for name, why in refused.items() if not writes.search(plans[name]) and not secret.search(why)} == {}


def test_what_functions_write_in_the_portals_tables_is_granted(database, roles):
    """Their texts are not looked into before they run."""
    written = database.all(r"""
        SELECT DISTINCT p.oid::regprocedure::text, upper(w.what[1]), w.what[2]
          FROM pg_proc p
         CROSS JOIN LATERAL regexp_matches(pg_get_functiondef(p.oid), '(INSERT|UPDATE|DELETE)\s+(?:INTO\s+|FROM\s+)?(public\.\w+)', 'g') w (what)
         WHERE p.pronamespace = 'console'::regnamespace AND p.prokind = 'f' AND p.prorettype <> 'trigger'::regtype
           AND to_regclass(w.what[2]) IS NOT NULL""")
    assert len(written) > 10
    lacking = [row for row in written if not database.one("SELECT has_table_privilege(%s, %s, %s)", roles.names["operator"], row[2], row[1])]
    assert lacking == []


def test_each_face_has_what_it_needs(database, run, roles, worker, console):
    from test_crash import wait_until
    panes = re.findall(r"^  ([a-z]+) ", run("show", "--help", config=None).out, re.M)
    for face in ("viewer", "operator"):
        for pane in panes:
            done = run("show", pane, "--limit", "2", config=roles.configs[face])
            assert done.code == 0, (face, pane, done.err)
    looked = run("check", config=roles.configs["viewer"])
    assert looked.code in (0, 1, 3) and LACKS not in looked.out + looked.err
    worker(config=roles.configs["operator"])
    wait_until(lambda: database.one("SELECT count(*) FROM console.worker WHERE kind = 'worker'"))
    # whoever owns goes on with migrations; whoever does not, does not
    assert run("migrate", config=roles.configs["owner"]).code == 0
    assert run("migrate", config=roles.configs["operator"]).code != 0


def server_counts(database):
    """What the server counted as written in this database, undone and refused too; of those who are gone."""
    from test_crash import wait_until
    wait_until(lambda: database.one("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
                                    " AND application_name LIKE 'hotspot-console%%'") == 0)
    return database.all("SELECT relid::regclass::text, n_tup_ins, n_tup_upd, n_tup_del FROM pg_stat_all_tables"
                        " WHERE schemaname IN ('public', 'console') AND n_tup_ins + n_tup_upd + n_tup_del > 0 ORDER BY 1")


def test_a_console_that_only_reads_writes_nothing_and_says_so(database, roles, console, make_config, router):
    """By its role, by the account's own setting, or by the configuration: not even its heartbeat."""
    from test_crash import wait_until
    frozen = f"{roles.names['operator']}_login"
    database.all(f"ALTER ROLE {frozen} SET default_transaction_read_only = on")
    configs = {**roles.configs, "told": make_config(database, [router], extra="read_only = true;")}
    before = server_counts(database)
    rows = rows_of(database)
    for face in ("viewer", "operator", "told"):
        screen = console("users", columns=160, config=configs[face])
        screen.wait_for("read-only")
        screen.wait_for("1/")
        screen.press("enter")
        screen.wait_for("esc Back")
        screen.press("esc")
        screen.press("q")
        assert screen.wait_exit() == 0
    assert server_counts(database) == before
    assert rows_of(database) == rows
    # nothing was refused either; what is left while it still reads is cancelled, and no error
    for config in configs.values():
        for log in pathlib.Path(config).parent.glob("*.log"):
            assert "SQLSTATE" not in log.read_text()
    assert database.one("SELECT count(*) FROM console.worker") == 0
    database.all(f"ALTER ROLE {frozen} RESET default_transaction_read_only")
    screen = console("users", columns=160, config=configs["operator"])
    screen.wait_for("1/")
    assert "read-only" not in screen.text()
    wait_until(lambda: database.one("SELECT count(*) FROM console.worker WHERE kind = 'console'") == 1)


def test_new_tables_are_granted_by_the_next_migrate(database, run, roles):
    database.all("CREATE TABLE console.later (n int)")
    viewer, operator = roles.names["viewer"], roles.names["operator"]
    assert database.one("SELECT has_table_privilege(%s, 'console.later', 'SELECT')", viewer) is False
    assert run("migrate").code == 0
    assert database.one("SELECT has_table_privilege(%s, 'console.later', 'SELECT')", viewer) is True
    assert database.one("SELECT has_table_privilege(%s, 'console.later', 'INSERT')", viewer) is False
    assert database.one("SELECT has_table_privilege(%s, 'console.later', 'INSERT')", operator) is True
    assert database.one("SELECT relowner::regrole::text FROM pg_class WHERE oid = 'console.later'::regclass") == roles.names["owner"]


def test_read_only_is_held_by_the_server(make_config, database, router, run):
    config = make_config(database, [router], extra="read_only = true;")
    for arguments in (["show", "users", "--limit", "1"], ["act", "users.block", "--where", "", "--dry-run", "reason=x"]):
        assert run(*arguments, config=config).code == 0, arguments
    assert run("migrate", config=config).code == 1
    assert run("migrate", "--dry-run", config=config).code == 0
    assert run("migrate", "--roles", "viewer=Bad Name").code == 2
    assert run("migrate", "--roles", "viewer=same", "operator=same").code == 2
