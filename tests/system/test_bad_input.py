"""Bad input: one clear message (what, why, what to do), the right exit code, nothing lost."""

import json
import os
import subprocess

import pytest

ARGUMENTS = [
    (["shoe", "users"], 2, "did you mean 'show'"),
    (["show"], 2, "name one pane"),
    (["show", "userz"], 2, "did you mean 'users'"),
    (["show", "users", "--where", "debbt>10GB"], 2, "debt"),
    (["show", "users", "--where", "debt>ten"], 2, "ten"),
    (["show", "users", "--where", 'full_name:"budi'], 2, "quot"),
    (["show", "users", "--where", "status:blokked"], 2, "blocked"),
    (["show", "users", "--sort", "shoe_size"], 2, "shoe_size"),
    (["show", "users", "--limit", "many"], 2, "--limit"),
    (["show", "users", "--format", "xml"], 2, "table, json, csv"),
    (["show", "users", "--whree", "x"], 2, "--where"),
    (["act"], 2, "name an action"),
    (["act", "users.blok", "--where", "budi"], 2, "users.block"),
    (["act", "users.block", "--where", "budi"], 2, "reason"),
    (["act", "users.block", "reason=x"], 2, "--where"),
    (["act", "users.block", "--where", "budi", "raeson=x"], 2, "reason"),
    (["act", "users.block", "--id", "not-a-uuid", "reason=x", "--yes"], 2, "not-a-uuid"),
    (["act", "quota.inject", "--where", "budi", "mb=minus"], 2, "minus"),
    (["act", "quota.inject", "--where", "budi", "mb=10.5"], 2, "whole"),
    (["act", "quota.inject", "--where", "budi", "mb=0"], 2, "mb"),
    (["act", "users.block", "--where", "budi", "--id", "x", "reason=y"], 2, "not both"),
    (["check", "--where", "x"], 2, "--where goes with"),
    (["worker", "now"], 2, "no further words"),
    (["users"], 2, "terminal"),
]


@pytest.mark.parametrize("arguments, code, said", ARGUMENTS, ids=[" ".join(a[0]) for a in ARGUMENTS])
def test_command_line(run, database, arguments, code, said):
    done = run(*arguments)
    assert done.code == code, done.err
    assert said in done.err
    assert done.out == ""
    assert database.one("SELECT count(*) FROM console.operation") == 0


def write(path, text, mode=0o600):
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return str(path)


CONFIGS = [
    ('databse = "dbname=x";', "databse", "database"),
    ('database = 5;', "database", "text"),
    ('database = "dbname=x"\nrouters = (', "syntax", ":"),
    ('ui = { them = "dark"; };', "them", "theme"),
    ('routers = ( { name = "main"; } );', "routers.host", "missing"),
    ('routers = ( { name = "main"; host = "127.0.0.1"; user = "x"; password_file = "none"; } );', "none", "password"),
]


@pytest.mark.parametrize("text, named, hinted", CONFIGS, ids=[c[0][:40] for c in CONFIGS])
def test_configuration(run, tmp_path, text, named, hinted):
    done = run("show", "users", config=write(tmp_path / "bad.conf", text))
    assert done.code == 2
    assert named in done.err and hinted in done.err
    assert len(done.err.splitlines()) <= 3


def test_secret_that_others_can_read(run, tmp_path):
    write(tmp_path / "password", "hunter2\n", 0o644)
    config = write(tmp_path / "c.conf", 'routers = ( { name = "main"; host = "127.0.0.1"; user = "x"; password_file = "password"; } );')
    done = run("show", "config", config=config)
    assert done.code == 2 and "password" in done.err and "chmod 600" in done.err
    assert "hunter2" not in done.err + done.out


def test_unreadable_secret(run, tmp_path):
    if os.geteuid() == 0:
        os.mkdir(tmp_path / "password")  # root reads any file, and no directory
    else:
        write(tmp_path / "password", "hunter2\n", 0)
    config = write(tmp_path / "c.conf", 'routers = ( { name = "main"; host = "127.0.0.1"; user = "x"; password_file = "password"; } );')
    done = run("show", "config", config=config)
    assert done.code == 2 and "password" in done.err


def test_no_config_file(run, tmp_path):
    done = run("show", "users", config=str(tmp_path / "nowhere.conf"))
    assert done.code == 2 and "nowhere.conf" in done.err


def test_no_database(run, tmp_path):
    config = write(tmp_path / "c.conf", f'database = "host={tmp_path} dbname=hotspot";')
    for arguments in (["show", "users"], ["check"], ["worker", "--once"], ["migrate"], ["act", "users.unblock", "--where", "budi"]):
        done = run(*arguments, config=config)
        assert done.code == 3, (arguments, done.err)
        assert "database" in done.err.lower()


def test_wrong_database_name_or_role(run, tmp_path, server):
    config = write(tmp_path / "c.conf", f'database = "{server} dbname=hc_none";')
    done = run("show", "users", config=config)
    assert done.code == 2 and "hc_none" in done.err


def test_password_of_the_database_stays_secret(run, tmp_path):
    config = write(tmp_path / "c.conf", f'database = "host={tmp_path} user=x password=hunter2 dbname=y";')
    shown = run("show", "config", config=config, )
    assert shown.code == 0 and "hunter2" not in shown.out
    failed = run("show", "users", config=config)
    assert failed.code == 3 and "hunter2" not in failed.err


def test_database_that_was_not_migrated(run, empty_database, make_config):
    done = run("show", "users", config=make_config(empty_database))
    assert done.code == 2 and "hotspot-console migrate" in done.err


def test_wrong_router_password(run, router, database, config):
    router.order("options", password="another")
    done = run("check")
    assert done.code == 3, done.err
    assert "password" in done.out + done.err
    user = database.one("SELECT id::text FROM public.users WHERE NOT is_blocked LIMIT 1")
    acted = run("act", "users.block", "--id", user, "reason=x", "--yes")
    assert acted.code == 0 and "wait" in acted.err
    assert database.one("SELECT state FROM console.outbox") == "pending"


def test_no_router(run, router, config):
    router.order("listen", on=False)
    done = run("check")
    assert done.code == 3 and "main" in done.out


def test_certificate_that_is_not_trusted(run, router, database, tmp_path, make_router, make_config):
    stranger = make_router("--identity", "stranger")
    text = open(make_config(database, [router]), encoding="utf-8").read()
    config = write(tmp_path / "swapped.conf", text.replace(router.address["ca_file"], stranger.address["ca_file"]))
    done = run("check", config=config)
    assert done.code == 3 and "certificate" in done.out + done.err


@pytest.mark.parametrize("fault", [("garbage", {}), ("oversize", {}), ("drop", {"after_bytes": 5}), ("split", {"bytes": 1})])
def test_router_that_misbehaves(run, router, database, fault):
    """A clear end or a good one, never a hang; what was wanted stays wanted."""
    user = database.one("SELECT id::text FROM public.users WHERE NOT is_blocked AND is_active LIMIT 1")
    router.order(fault[0], **fault[1])
    done = run("act", "users.block", "--id", user, "reason=x", "--yes", "--format", "json", timeout=40)
    assert done.code == 0, done.err
    result = json.loads(done.out)[0]
    assert result["changed"] == 1
    assert result["effects_done"] + result["effects_waiting"] == 1
    states = database.all("SELECT state FROM console.outbox")
    assert states == [("done",)] if result["effects_done"] else [("pending",)]
    if fault[0] == "split":
        assert result["effects_done"] == 1


def test_names_full_of_escapes(run, database, show):
    """Shown, never sent: on the table, in CSV, in JSON."""
    database.all("UPDATE public.users SET full_name = %s, blocked_reason = %s WHERE phone_number ="
                 " (SELECT min(phone_number) FROM public.users)", "\x1b]0;owned\x07\x1b[2J\u202eabc", "x\x9b31m")
    for form in ("table", "csv", "json"):
        done = run("show", "users", "--where", "owned", "--format", form)
        assert done.code == 0
        assert "owned" in done.out
        assert not any(c in done.out for c in ("\x1b", "\x9b", "\x07", "\u202e"))
    assert show("users", "--where", "owned")[0]["full_name"] == "\x1b]0;owned\x07\x1b[2J\u202eabc"


def test_dry_run_does_not_want_the_reason_yet(run, database):
    done = run("act", "users.block", "--where", "debt>10GB", "--dry-run")
    assert done.code == 0 and "reason= is still to be given" in done.err
    assert database.one("SELECT count(*) FROM console.operation") == 0


def test_read_only(run, database):
    user = database.one("SELECT id::text FROM public.users WHERE NOT is_blocked LIMIT 1")
    done = run("--read-only", "act", "users.block", "--id", user, "reason=x", "--yes")
    assert done.code == 1 and "read-only" in done.err
    assert database.one("SELECT is_blocked FROM public.users WHERE id = %s", user) is False


def test_unknown_person(run):
    done = run("act", "users.unblock", "--id", "00000000-0000-4000-8000-000000000000", "--yes")
    assert done.code in (1, 2) and "00000000-0000-4000-8000-000000000000" in done.err


def to_full_disk(binary, environment, *words):
    with open("/dev/full", "w", encoding="ascii") as full:
        return subprocess.run([binary, *words], stdout=full, text=True, stderr=subprocess.PIPE, env=environment, stdin=subprocess.DEVNULL)


@pytest.mark.parametrize("words", ["show users --format json", "show users --limit 1", "show config", "act users.unblock --where status:blocked --dry-run",
                                   "act queue.status", "check", "migrate --dry-run", "manual", "--help", "act --help", "show users --help",
                                   "--version"])
def test_full_disk(binary, config, environment, words):
    done = to_full_disk(binary, environment, "--config", config, *words.split())
    assert done.returncode == 3 and done.stderr.count("full") == 1, done.stderr
    assert "was done" not in done.stderr


def test_full_disk_after_a_deed(binary, config, environment, database):
    user = database.one("SELECT id::text FROM public.users WHERE NOT is_blocked AND is_active AND role = 'USER' ORDER BY id LIMIT 1")
    done = to_full_disk(binary, environment, "--config", config, "act", "users.block", "--id", user, "reason=x", "--yes")
    assert done.returncode == 3 and "full" in done.stderr and "what was done stands" in done.stderr
    assert database.one("SELECT is_blocked FROM public.users WHERE id = %s", user) is True

@pytest.mark.parametrize("words, why", [
    (["act", "users.blok"], "there is no action 'users.blok'"), (["show", "nonsense"], "there is no pane 'nonsense'"),
    (["import", "nonsense"], "there is no kind of import 'nonsense'"), (["setup", "nonsense"], "there is no step 'nonsense'"),
    (["act", "\x1b[2J"], "there is no action '"), (["export", "nonsense"], None), (["act"], None), (["show", "users"], None)])
def test_help_about_what_there_is(run, words, why):
    done = run(*words, "--help", config=None)
    assert (done.code, done.out == "") == ((2, True) if why else (0, False)), done
    assert why is None or (why in done.err and f"hotspot-console {words[0]} --help" in done.err and "\x1b" not in done.err)


def test_all_panes_are_named_where_one_is_wrong(run):
    told = run("show", "--help", config=None).out
    panes = [line.split()[0] for line in told.splitlines() if line.startswith("  ") and line.split()[0].isalpha() and line[2] != " "]
    said = run("show", "zzzzzzzzzz").err
    assert len(panes) > 20 and [pane for pane in panes if f" {pane}" not in said] == []
