"""What jobs did, run by run, and what the workers' threads are at: on the screen and by `show`."""

import pytest
from test_crash import wait_until
from test_policies import customer, let_in, overdraw


@pytest.fixture
def registered(run):
    assert run("worker", "--once").code == 0


def run_now(run, job):
    asked = run("act", "jobs.run", "--id", job, "--yes")
    assert asked.code == 0, asked.err


def runs_of(show, job):
    return show("runs", "--where", f"job={job}", "--sort", "began_at")


def test_runs_that_came_out_the_same_stand_in_one_line(database, registered, run, show):
    run_now(run, "debt_limit")
    run_now(run, "debt_limit")
    [line] = runs_of(show, "debt_limit")
    assert (line["outcome"], line["says"], line["runs"], line["rows"], line["operation_id"]) == ("done", "off", 3, 0, None)
    assert line["last_at"] > line["began_at"] and line["took_ms"] >= 0 and line["host"]
    assert run("act", "settings.set", "--id", "debt_limit_policy", "value=report").code == 0
    run_now(run, "debt_limit")
    assert [(line["says"], line["runs"]) for line in runs_of(show, "debt_limit")][0] == ("off", 3)
    assert len(runs_of(show, "debt_limit")) == 2


def test_a_run_that_changed_customers_leads_to_its_operation(database, registered, run, show, console):
    let_in(database)
    overdraw(database, customer(database)[0], "1000000.25")
    for key, value in (("debt_limit_mb", "1000000"), ("debt_limit_policy", "on")):
        assert run("act", "settings.set", "--id", key, f"value={value}").code == 0
    run_now(run, "debt_limit")
    line = runs_of(show, "debt_limit")[-1]
    [(operation, items)] = database.all("SELECT id::text, item_count FROM console.operation WHERE actor = 'job:debt_limit'")
    assert (line["operation_id"], line["rows"], line["operations"]) == (operation, items, 1) and items >= 1
    screen = console("jobs")
    screen.wait_for("Debt limit")
    screen.press("/")
    screen.type("debt_limit")
    screen.press("enter")
    screen.wait_for(lambda t: "Outbox rescue" not in t.text())
    screen.press("enter")
    screen.wait_for("Last runs, the newest first")
    screen.wait_for(f"{items} changed")
    screen.press("j", "enter")
    screen.wait_for("enter opens the last")
    screen.press("j", "enter")
    screen.wait_for("job:debt_limit")


def test_a_run_that_failed_says_why(database, router, run, show):
    router.stop()
    run("worker", "--once")
    line = runs_of(show, "usage_sync:main")[-1]
    assert line["outcome"] == "failed" and line["says"] and line["rows"] == 0


def test_of_each_job_as_many_lines_are_kept_as_is_set(database, registered, run, show):
    assert run("act", "settings.set", "--id", "job_runs_kept", "value=3").code == 0
    for number in range(10, 16):
        database.all("SELECT console.job_run_note('isolir', NULL, %s, now(), 'run ' || %s::text, NULL, 0, 0, NULL)", number, number)
    assert [line["says"] for line in runs_of(show, "isolir")] == ["run 13", "run 14", "run 15"]
    assert len(runs_of(show, "debt_limit")) == 1


def test_what_a_worker_keeps_goes_on_without_a_line_being_written(database, registered, run, show):
    """As its heartbeat writes it; who takes the job next ends the line as it was."""
    database.all("UPDATE console.job SET kept_by = gen_random_uuid(), run_number = run_number + 5, last_run_at = now() WHERE name = 'outbox_rescue'")
    [line] = runs_of(show, "outbox_rescue")
    assert line["runs"] == 6 and line["last_at"] > line["began_at"]
    assert database.one("SELECT runs FROM console.job_run WHERE job = 'outbox_rescue'") == 1
    last = line["last_at"]
    run_now(run, "outbox_rescue")  # comes out the same
    [line] = runs_of(show, "outbox_rescue")
    assert line["runs"] == 7 and line["last_at"] > last


def test_each_thread_of_a_worker_says_what_it_is_at(database, worker, show, console):
    worker()
    wait_until(lambda: any(row["last"] for row in show("workers")), 60)
    rows = {row["lane"]: row for row in show("workers")}
    assert {"jobs", "jobs:gateways", "router:main"} <= set(rows)
    assert {row["state"] for row in rows.values()} <= {"busy", "resting"} and len({row["host"] for row in rows.values()}) == 1
    screen = console("workers", columns=120)
    screen.wait_for("router:main")
    database.all("UPDATE console.worker SET heartbeat_at = now() - interval '1 minute', id = gen_random_uuid()")
    wait_until(lambda: "silent" in {row["state"] for row in show("workers")})


def test_what_is_in_hand_is_seen_before_the_heartbeat_tells(database, run, show):
    database.all("""INSERT INTO console.worker (id, kind, host, pid, version, lanes)
                    VALUES (gen_random_uuid(), 'worker', 'rack-2', 7, '1', '[{"lane": "router:main"}, {"lane": "jobs", "doing": "isolir", "since": "2026-01-01T00:00:00Z"}]')""")
    user = database.one("SELECT min(id::text) FROM public.users")
    row = database.one("INSERT INTO console.outbox (target, effect, entity_type, entity_id) VALUES ('router:main', 'sync', 'user', %s) RETURNING id", user)
    database.all("UPDATE console.outbox SET state = 'running', worker_id = (SELECT id FROM console.worker), lease_until = now() + interval '1 minute' WHERE id = %s", row)
    seen = {row["lane"]: (row["state"], row["doing"], row["host"]) for row in show("workers")}
    assert seen == {"router:main": ("busy", "outbox", "rack-2"), "jobs": ("busy", "isolir", "rack-2")}
