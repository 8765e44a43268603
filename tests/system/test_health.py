"""`health`: each part in a line, with what is wrong and what to do; for people, scripts and monitors."""

import contextlib
import http.server
import json
import os
import re
import threading

import psycopg
import pytest
from postgres import Postgres
from test_crash import wait_until


@pytest.fixture
def health(run):
    """health(…) → exit code and the parts by name."""

    def go(**options):
        done = run("health", "--format", "json", **options)
        return done.code, {row["name"]: row for row in json.loads(done.out)}

    return go


@contextlib.contextmanager
def portal(status):
    """A portal that answers its ping so; its address, and what it was asked."""
    asked = []

    class Ping(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            asked.append(self.path)
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_):
            pass

    server = http.server.HTTPServer(("127.0.0.1", 0), Ping)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}", asked
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_each_part_is_a_line_with_its_figure(database, run, health):
    assert run("worker", "--once").code == 0
    _, parts = health()
    assert parts["database"]["state"] == "ok" and parts["database"]["detail"].startswith("PostgreSQL 1")
    assert parts["clock"]["detail"] == "this host's clock and the database's agree"
    assert parts["router main"]["state"] == "ok"
    assert parts["connections"]["figure"] == "taken" and parts["connections"]["value"] > 0
    assert parts["worker"]["state"] == "warning", "it has ended"
    assert {"log", "audit file", "backup", "drill"} <= set(parts)
    assert any(name.startswith("disk of /") for name in parts)


def test_a_monitor_reads_the_worst_first_and_figures_behind_a_bar(database, run):
    database.all("INSERT INTO console.certificate (kind, name, until) VALUES ('gateway', 'a|b', now() + interval '3 days 1 hour')")
    done = run("health", "--nagios")
    first, *lines = done.out.splitlines()
    said, figures = first.split(" | ")
    assert done.code == 1 and said.startswith("HOTSPOT-CONSOLE WARNING - ")
    assert "certificate of gateway a/b: it ends on" in said
    assert re.search(r"'certificate of gateway a/b days_left'=3;;;;", figures)
    assert re.search(r"'connections taken'=\d+;\d+;;0;\d+", figures)
    assert all(re.match(r"(OK|WARNING|UNKNOWN) ", line) for line in lines) and len(lines) >= 8
    database.all("UPDATE console.certificate SET until = now() - interval '1 day'")
    done = run("health", "--nagios")
    assert done.code == 2 and done.out.startswith("HOTSPOT-CONSOLE CRITICAL - ")
    assert run("health", "--nagios", "--format", "json").code == 2, "two forms at once"


def test_a_portal_answers_its_ping_or_is_told_of(database, make_config, health, run, free_port):
    with portal(200) as (url, asked):
        _, parts = health(config=make_config(database, extra=f'portal_url = "{url}/";\n'))
        assert asked == ["/api/ping"] and parts["portal"]["state"] == "ok"
    with portal(503) as (url, _):
        code, parts = health(config=make_config(database, extra=f'portal_url = "{url}";\n'))
        assert code == 3 and parts["portal"]["detail"] == "to a ping it answers 503"
        found = json.loads(run("check", "--format", "json", config=make_config(database, extra=f'portal_url = "{url}";\n')).out)
        assert next(row for row in found if row["name"] == "part:portal")["example"] == "to a ping it answers 503"
    code, parts = health(config=make_config(database, extra=f'portal_url = "http://127.0.0.1:{free_port()}";\n'))
    assert code == 3 and parts["portal"]["state"] == "critical" and "127.0.0.1 port" in parts["portal"]["detail"]
    done = run("health", config=make_config(database, extra='portal_url = "portal.example";\n'))
    assert done.code == 2 and "portal_url" in done.err


def test_without_a_database_the_rest_is_told(make_config, tmp_path, health, run):
    config = make_config(f"host={tmp_path} dbname=hotspot")
    with open(config, encoding="utf-8") as file:
        text = file.read()
    with open(config, "w", encoding="utf-8") as file:
        file.write(text.replace("/console.log", "/absent/log"))
    code, parts = health(config=config)
    assert code == 3 and parts["database"]["state"] == "critical"
    assert parts["log"]["state"] == "critical" and parts["log"]["detail"] == "it can't be written: No such file or directory"
    assert any(name.startswith("disk of ") for name in parts) and "router main" not in parts
    done = run("health", "--nagios", config=config)
    assert done.code == 2 and "CRITICAL database: " in done.out


def _folder_beside(server):
    folder = os.path.join(os.path.dirname(server.directory), "standby")
    os.mkdir(folder, 0o755)
    return folder


def _wait_until_replayed(primary, standby):
    """What is written until now is read there."""
    with psycopg.connect(primary.conninfo(), autocommit=True) as connection:
        here = connection.execute("SELECT pg_current_wal_lsn()").fetchone()[0]
    with psycopg.connect(standby.conninfo(), autocommit=True) as connection:
        wait_until(lambda: connection.execute("SELECT pg_last_wal_replay_lsn() >= %s::pg_lsn", (here,)).fetchone()[0])


def test_who_follows_and_how_far_it_is(own_postgres, make_config, run, health):
    own_postgres.start(**Postgres.FOLLOWED)
    own_postgres.psql("postgres", "-c", "CREATE DATABASE hotspot")
    config = make_config(own_postgres.conninfo("hotspot"))
    assert run("migrate", config=config).code == 0
    standby = Postgres(_folder_beside(own_postgres), primary=own_postgres)
    try:
        standby.start(**Postgres.FOLLOWED)
        with psycopg.connect(own_postgres.conninfo("hotspot"), autocommit=True) as connection:
            connection.execute("SELECT pg_create_physical_replication_slot('gone', true)")
            _wait_until_replayed(own_postgres, standby)
            _, parts = health(config=config)
            assert parts["standby berry"]["state"] == "ok" and parts["standby berry"]["detail"].startswith("streaming, ")
            assert parts["slot gone"]["state"] == "ok"
            for _ in range(5):
                connection.execute("SELECT pg_switch_wal()")
                connection.execute("SELECT txid_current()")
            _, parts = health(config=config)
            assert parts["slot gone"]["state"] == "warning" and "pg_drop_replication_slot" in parts["slot gone"]["mend"]
            connection.execute("CREATE ROLE looker LOGIN; GRANT USAGE ON SCHEMA console TO looker; "
                               "GRANT SELECT ON ALL TABLES IN SCHEMA console, public TO looker")
        _, parts = health(config=make_config(own_postgres.conninfo("hotspot").replace("user=hotspot", "user=looker")))
        assert parts["standby berry"]["state"] == "unknown" and "pg_monitor" in parts["standby berry"]["mend"]
        _wait_until_replayed(own_postgres, standby)
        _, parts = health(config=make_config(standby.conninfo("hotspot")))
        assert parts["database"]["state"] == "warning" and parts["database"]["detail"].endswith("a standby that is 0 s behind")
    finally:
        standby.stop()
