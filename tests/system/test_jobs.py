"""Jobs and settings, by `act` and by keys, beside a real worker."""

import json
import signal

import pytest
from test_crash import wait_until


def job(database, name):
    """Runs so far, whether it is paused, and its state."""
    return database.one("SELECT run_number, is_paused, console.job_state(j) FROM console.job j WHERE name = %s", name)


@pytest.fixture
def registered(run):
    """The jobs have run once, and no worker lives."""
    assert run("worker", "--once").code == 0


def test_each_job_is_listed(database, registered, show):
    rows = {row["id"]: row for row in show("jobs")}
    assert {"debt_limit", "debt_overdue", "debt_month_end", "debt_reminders", "reconcile:main", "usage_sync:main",
            "integrity_check"} <= set(rows)
    assert rows["debt_limit"]["state"] == "waiting" and rows["debt_limit"]["interval_s"] == 300
    assert rows["usage_sync:main"]["router"] == "main" and rows["debt_limit"]["router"] is None
    assert all(row["last_error"] is None and row["last_result"] for row in rows.values())


def test_a_worker_runs_what_is_asked_for(database, registered, run, worker):
    worker()
    wait_until(lambda: database.one("SELECT 1 FROM console.worker WHERE kind = 'worker'"))
    runs, _, state = job(database, "debt_limit")
    assert state == "waiting"
    asked = run("act", "jobs.run", "--id", "debt_limit", "--yes", "--format", "json")
    assert asked.code == 0 and json.loads(asked.out)[0]["changed"] == 1
    wait_until(lambda: job(database, "debt_limit") == (runs + 1, False, "waiting"))


def test_a_paused_job_runs_only_when_asked(database, registered, run, worker):
    assert run("act", "jobs.pause", "--id", "debt_limit").code == 0
    again = run("act", "jobs.pause", "--id", "debt_limit")
    assert again.code == 1 and "is paused already" in again.err
    runs = job(database, "debt_limit")[0]
    database.all("UPDATE console.job SET next_run_at = now() - interval '1 hour'")
    worker()
    wait_until(lambda: job(database, "debt_overdue")[2] == "waiting")  # the others were due, and ran
    assert job(database, "debt_limit") == (runs, True, "paused")
    assert run("act", "jobs.run", "--id", "debt_limit", "--yes").code == 0
    wait_until(lambda: job(database, "debt_limit") == (runs + 1, True, "paused"))
    database.all("UPDATE console.job SET next_run_at = now() - interval '1 hour' WHERE name = 'debt_limit'")
    assert run("act", "jobs.resume", "--id", "debt_limit").code == 0
    wait_until(lambda: job(database, "debt_limit") == (runs + 2, False, "waiting"))
    assert database.all("""SELECT action, entity_type, entity_id FROM console.audit_log WHERE entity_type = 'job'
                            ORDER BY id""") == [(f"jobs.{verb}", "job", "debt_limit") for verb in ("pause", "run", "resume")]


def test_without_a_worker_who_asks_runs_it(database, registered, run):
    runs = job(database, "debt_limit")[0]
    asked = run("act", "jobs.run", "--id", "debt_limit", "--yes", "--format", "json")
    assert asked.code == 0, asked.err
    assert json.loads(asked.out)[0]["summary"] == "1 job due now; debt_limit: off"
    assert job(database, "debt_limit") == (runs + 1, False, "waiting")


def test_what_is_no_job_is_refused(database, registered, run):
    for action in ("jobs.run", "jobs.pause", "jobs.resume"):
        refused = run("act", action, "--id", "nonsense")
        assert refused.code == 1 and "there is no such job" in refused.err
    database.all("INSERT INTO console.job (name, interval_s) VALUES ('usage_sync:gone', 60)")
    refused = run("act", "jobs.run", "--id", "usage_sync:gone")
    assert refused.code == 1 and "no configuration names its router" in refused.err
    assert job(database, "usage_sync:gone")[2] == "unserved"
    assert database.one("SELECT count(*) FROM console.operation") == 0


def test_a_worker_that_ends_leaves_no_row(database, worker):
    process = worker()
    wait_until(lambda: database.one("SELECT 1 FROM console.worker WHERE kind = 'worker'"))
    process.send_signal(signal.SIGTERM)
    assert process.wait(timeout=15) == 0
    assert database.one("SELECT count(*) FROM console.worker WHERE kind = 'worker'") == 0


def test_jobs_by_keys(database, registered, console):
    screen = console("jobs")
    screen.wait_for("Debt limit")
    assert "debt_limit" not in screen.text()
    screen.press("/")
    screen.type("\"debt limit\"")  # as it is called here; its name finds it, too
    screen.press("enter")
    screen.wait_for(lambda t: "End of charges" not in t.text() and t.line_with("Debt limit"))
    screen.press("/")
    screen.type("debt_limit")
    screen.press("enter")
    screen.wait_for(lambda t: "1/1" in t.text() and t.line_with("Debt limit"))
    screen.press("z")
    screen.wait_for("Pause 1 job")
    screen.press("enter")
    screen.wait_for(lambda t: "paused" in t.text() and "Pause 1 job" not in t.text())
    assert job(database, "debt_limit")[1] is True
    screen.press("Z")
    screen.wait_for("Resume 1 job")
    screen.press("enter")
    screen.wait_for(lambda t: "waiting" in t.text() and "Resume 1 job" not in t.text())
    assert job(database, "debt_limit")[1] is False


def test_failure_stands_in_the_row(database, router, registered, run, show, console):
    router.order("listen", on=False)
    database.all("UPDATE console.job SET next_run_at = now() WHERE name = 'usage_sync:main'")
    assert run("worker", "--once").code == 3
    row, = [r for r in show("jobs") if r["id"] == "usage_sync:main"]
    assert "main" in row["last_error"] and row["outcome"].startswith("failed: ")
    screen = console("jobs", rows=40)
    screen.wait_for(lambda t: "failed: " in (t.line_with("Usage sync main") or ""))


# --- settings -----------------------------------------------------------------------------------


def setting(show, key):
    row, = [r for r in show("settings") if r["id"] == key]
    return row


def test_a_setting_is_changed_and_taken_back(database, run, show):
    row = setting(show, "debt_limit_mb")
    assert (row["value"], row["fallback"], row["is_changed"], row["bounds"]) == ("500", "500", False, "1 to 104857600")
    done = run("act", "settings.set", "--id", "debt_limit_mb", "value=750")
    assert done.code == 0, done.err
    row = setting(show, "debt_limit_mb")
    assert row["value"] == "750" and row["is_changed"] is True and row["updated_at"]
    assert run("act", "settings.set", "--id", "debt_limit_mb", "value=-").code == 0
    assert setting(show, "debt_limit_mb")["value"] == "500"
    assert database.all("""SELECT before ->> 'value', after ->> 'value' FROM console.audit_log
                            WHERE entity_type = 'setting' ORDER BY id""") == [("500", "750"), ("750", "500")]


def test_the_portals_settings_stand_with_the_portal(database, run, show):
    done = run("act", "settings.set", "--id", "MIKROTIK_ADDRESS_LIST_HABIS", "value=kosong")
    assert done.code == 0, done.err
    assert database.one("""SELECT setting_value, is_encrypted FROM public.application_settings
                            WHERE setting_key = 'MIKROTIK_ADDRESS_LIST_HABIS'""") == ("kosong", False)
    assert database.one("SELECT count(*) FROM console.setting_value") == 0
    assert setting(show, "MIKROTIK_ADDRESS_LIST_HABIS")["value"] == "kosong"
    looked = run("act", "settings.set", "--id", "MIKROTIK_ADDRESS_LIST_FUP", "value=pelan", "--dry-run")
    assert "routers follow with the next reconcile" in looked.err


@pytest.mark.parametrize("key, value, why", [
    ("nonsense", "1", "there is no such setting"),
    ("debt_limit_policy", "maybe", "off, report, on"),
    ("debt_limit_mb", "0", "between 1 and"),
    ("debt_limit_mb", "10GB", "in digits"),
    ("debt_limit_mb", "1'; DROP TABLE public.users; --", "in digits"),
    ("debt_month_end_day", "32", "between 1 and 31"),
    ("walled_garden_hosts", "*", "no host"),
    ("payment_bypass_addresses", "0.0.0.0/0", "no address"),
    ("HOTSPOT_BYPASS_STATUSES", "everybody", "is no state"),
])
def test_what_does_not_fit_is_refused(database, run, key, value, why):
    refused = run("act", "settings.set", "--id", key, f"value={value}")
    assert refused.code == 1 and why in refused.err, refused.err
    assert database.one("SELECT count(*) FROM console.operation") == 0


def test_encrypted_rows_of_the_portal_are_left_alone(database, run, show):
    database.all("""INSERT INTO public.application_settings (setting_key, setting_value, is_encrypted)
                    VALUES ('QUOTA_FUP_THRESHOLD_MB', 'gAAAAsecret', true)""")
    assert "gAAAAsecret" not in json.dumps(show("settings"))
    refused = run("act", "settings.set", "--id", "QUOTA_FUP_THRESHOLD_MB", "value=1024")
    assert refused.code == 1 and "encrypted" in refused.err
    assert database.one("SELECT setting_value FROM public.application_settings") == "gAAAAsecret"


def test_settings_by_keys(database, console):
    screen = console("settings")
    screen.wait_for("debt_limit_policy")
    screen.press("down", "e")
    screen.wait_for("Change: debt_limit_mb")
    screen.wait_for("500")
    screen.press("C-u")
    screen.type("0")
    screen.press("enter")
    screen.wait_for("must be between 1 and 104857600")
    screen.press("esc")
    screen.wait_for("takes it back")
    screen.press("C-u")
    screen.type("640")
    screen.press("enter")
    screen.wait_for("Change 1 setting")
    screen.press("enter")
    screen.wait_for(lambda t: "640" in (t.line_with("debt_limit_mb") or "") and "Change 1" not in t.text())
    assert database.one("SELECT value FROM console.setting_value WHERE key = 'debt_limit_mb'") == "640"
