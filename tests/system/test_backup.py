"""Backup, drill and restore: whole or not at all, compared figure by figure, nothing dropped unseen."""

import glob
import json
import os
import signal
import stat
import subprocess

import psycopg
import pytest
import sandbox

MAJOR_BIN = sorted(glob.glob("/usr/lib/postgresql/*/bin"))


def program(folder, major, name, version=None, instead=""):
    """PostgreSQL's own, which may say another version of itself."""
    path = folder / str(major) / "bin" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f'#!/bin/sh\n[ "$1" = --version ] && {{ echo "{name} (PostgreSQL) {version}"; exit; }}\n{instead}\n'
                    f'exec /usr/lib/postgresql/{major}/bin/{name} "$@"\n')
    path.chmod(0o755)
    return path


@pytest.fixture
def major(database):
    return int(database.one("SHOW server_version_num")) // 10000


@pytest.fixture
def place(tmp_path, major):
    """A folder for backups, and programs that have the security fixes whatever is installed here."""
    for name in ("pg_dump", "pg_restore"):
        program(tmp_path / "programs", major, name, f"{major}.99")
    return tmp_path


@pytest.fixture
def config(place, database, make_config):
    def make(more="", conninfo=None):
        return make_config(database=conninfo or database.conninfo,
                           extra=f'backup = {{ folder = "{place}/backups"; programs = "{place}/programs"; {more} }};\n')
    return make


@pytest.fixture
def others(database):
    """Names of databases that a test makes; all whose name begins so are gone at its end."""
    names = []
    yield names
    with psycopg.connect(database.server, autocommit=True) as connection:
        for name in names + [database.name]:
            for (found,) in connection.execute("SELECT datname FROM pg_database WHERE datname LIKE %s AND datname <> %s",
                                               (name + "%", database.name)).fetchall():
                connection.execute(f'DROP DATABASE IF EXISTS "{found}" WITH (FORCE)')


def files(place):
    return sorted(os.path.basename(path) for path in glob.glob(f"{place}/backups/*"))


def databases(database):
    """Those that this test may have made."""
    return {row[0] for row in database.all("SELECT datname FROM pg_database WHERE datname LIKE %s", database.name + "%")}


def test_a_backup_is_drilled_and_told_of(run, database, place, config):
    conf = config()
    done = run("backup", "--format", "json", config=conf)
    made, = json.loads(done.out)
    assert done.code == 0 and made["rows"] > 200, done.err
    assert [name.rsplit(".", 1)[-1] for name in files(place)] == ["dump", "json"]
    assert stat.S_IMODE(os.stat(made["file"]).st_mode) == 0o600
    before = databases(database)
    drill = run("drill", "--format", "json", config=conf)
    figures = {row["figure"]: row for row in json.loads(drill.out)}
    assert drill.code == 0, drill.err
    assert figures["rows of public.users"]["backup"] == str(database.one("SELECT count(*) FROM public.users"))
    assert {row["outcome"] for row in figures.values()} == {"the same"} and "audit: end of the chain" in figures
    assert databases(database) == before
    with open(next(iter(glob.glob(f"{place}/backups/*.txt"))), encoding="utf-8") as report:
        told = report.read()
    assert "RESULT:      GOOD" in told and made["sha256"] in told
    rows = json.loads(run("show", "backups", "--format", "json", config=conf).out)
    assert [(row["kind"], row["outcome"]) for row in rows] == [("drill", "good"), ("backup", "good")]
    with open(made["file"], "r+b") as file:
        file.seek(1000)
        byte = file.read(1)
        file.seek(1000)
        file.write(bytes([byte[0] ^ 1]))
    spoilt = run("drill", config=conf)
    assert spoilt.code == 1 and "was changed after it was made" in spoilt.err
    assert databases(database) == before


def test_a_restore_takes_the_place_of_a_database_and_drops_nothing(run, database, place, config, others):
    conf = config()
    file = str(place / "a.dump")
    assert run("backup", file, config=conf).code == 0
    lost = database.one("SELECT id FROM public.users ORDER BY id LIMIT 1")
    database.all("INSERT INTO public.application_settings (setting_key, setting_value) VALUES ('made_since', 'x')")
    beside = database.name + "_beside"
    others.append(beside)
    assert run("restore", file, "--into", beside, config=conf).code == 0
    refused = run("restore", file, "--into", database.name, config=conf)
    assert refused.code == 1 and "its name was not typed" in refused.err and "rows of public.users" in refused.err
    assert run("restore", file, "--into", database.name, "--confirm", beside, config=conf).code == 1
    with database.connect(application_name="hotspot-console worker"):
        busy = run("restore", file, "--into", database.name, "--confirm", database.name, config=conf)
    assert busy.code == 1 and "hotspot-console worker" in busy.err and "systemctl stop" in busy.err
    done = run("restore", file, "--into", database.name, "--confirm", database.name, config=conf)
    assert done.code == 0, done.err
    assert database.one("SELECT count(*) FROM public.application_settings WHERE setting_key = 'made_since'") == 0
    assert database.one("SELECT count(*) FROM public.users WHERE id = %s", lost) == 1
    aside, = [name for name in databases(database) if "_before_" in name and name.startswith(database.name[:40])]
    assert aside in done.err
    with psycopg.connect(psycopg.conninfo.make_conninfo(database.conninfo, dbname=aside)) as connection:
        assert connection.execute("SELECT count(*) FROM public.application_settings WHERE setting_key = 'made_since'").fetchone() == (1,)
    assert run("migrate", config=conf).code == 0


@pytest.mark.parametrize("words, said", [(["-n", "console"], "schema console alone"), (["-n", "public"], "schema public alone"),
                                         (["-a"], "--data-only"), (["-s"], "tables without their rows"), (None, "plain dump")])
def test_a_part_is_named_and_not_restored(run, database, place, config, major, words, said):
    conf = config()
    file = str(place / "part.dump")
    subprocess.run([f"/usr/lib/postgresql/{major}/bin/pg_dump", "-f", file, *(["-Fc", *words] if words is not None else ["-Fp"]),
                    database.conninfo], check=True, stderr=subprocess.DEVNULL)
    before = databases(database)
    done = run("restore", file, "--into", database.name + "_part", config=conf)
    assert done.code == 1 and said in done.err, done.err
    assert databases(database) == before


def test_programs_that_are_missing_old_or_another_version_are_said(run, database, place, config, major):
    conf = config()
    file = str(place / "a.dump")
    assert run("backup", file, config=conf).code == 0
    for name in ("pg_dump", "pg_restore"):
        program(place / "programs", major, name, f"{major}.3")
    if major in (14, 15, 16, 17, 18):
        old = run("backup", config=conf)
        assert old.code == 0 and "known security holes" in old.err
        refused = run("restore", file, "--into", database.name + "_no", config=conf)
        assert refused.code == 1 and "known security holes" in refused.err and "apt-get install" in refused.err
    program(place / "programs", major, "pg_dump", f"{major + 1}.1")
    assert "the server of" in run("backup", config=conf).err
    (place / "programs" / str(major) / "bin" / "pg_dump").unlink()
    missing = run("backup", config=conf)
    assert missing.code == 2 and f"postgresql-client-{major}" in missing.err


def test_what_breaks_off_leaves_nothing_half(run, database, place, config, major, binary):
    conf = config()
    program(place / "programs", major, "pg_dump", f"{major}.99", 'echo half; echo "pg_dump: error: it broke" >&2; exit 1')
    broken = run("backup", config=conf)
    assert broken.code == 1 and "it broke" in broken.err
    assert files(place) == []
    program(place / "programs", major, "pg_dump", f"{major}.99", f'echo half; : > {place}/begun; exec sleep 60')
    process = subprocess.Popen([binary, "--config", conf, "backup"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not (place / "begun").exists():
        assert process.poll() is None
    process.send_signal(signal.SIGKILL)
    process.wait()
    assert [name for name in files(place) if not name.endswith(".part")] == []
    half, = files(place)
    assert "half a backup" in run("drill", f"{place}/backups/{half}", config=conf).err
    rows = json.loads(run("show", "backups", "--format", "json", config=conf).out)
    assert [row["outcome"] for row in rows] == ["failed", "failed"]


def test_a_link_in_the_place_of_the_file_is_not_followed(run, place, config):
    os.symlink("/dev/null", place / "full.dump.part")
    done = run("backup", str(place / "full.dump"), config=config())
    assert done.code == 1 and "can't be written" in done.err
    assert not (place / "full.dump").exists()


SMALL_DISK = 'mount -t tmpfs -o size=32k small "$0" && "$@"; code=$?; ls "$0"; exit $code'


def test_a_full_disk_is_said(binary, environment, place, config):
    """On a disk of 32 KB, mounted for this process alone: nothing of it is taken for a backup."""
    conf, disk = config(), place / "small"
    disk.mkdir()
    alone = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--map-root-user", "--mount"]
    done = subprocess.run([*alone, "sh", "-c", SMALL_DISK, str(disk), binary, "--config", conf, "backup", str(disk / "full.dump")],
                          env=environment, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 1 and "No space left on device" in done.stderr, (done.stdout, done.stderr)
    assert "full.dump" not in done.stdout.split()


def test_an_encrypted_one_needs_its_key_and_all_of_its_bytes(run, database, place, config):
    key = place / "key"
    subprocess.run(["age-keygen", "-o", str(key)], check=True, capture_output=True)
    recipient = subprocess.run(["age-keygen", "-y", str(key)], check=True, capture_output=True, text=True).stdout.strip()
    blind = config(f'recipients = [ "{recipient}" ];')
    made, = json.loads(run("backup", "--format", "json", config=blind).out)
    assert made["is_encrypted"] and made["file"].endswith(".age")
    with open(made["file"], "rb") as file:
        assert file.read(21) == b"age-encryption.org/v1"
    assert "no key to it" in run("drill", config=blind).err
    conf = config(f'recipients = [ "{recipient}" ]; identity_file = "{key}";')
    done = run("drill", config=conf)
    assert done.code == 0, done.err
    os.unlink(made["file"] + ".json")
    os.truncate(made["file"], made["bytes"] - 70000)
    cut = run("drill", made["file"], config=conf)
    assert cut.code == 1 and "age:" in cut.err
    assert [name for name in files(place) if "clear" in name] == []


def test_no_secret_stands_on_a_command_line(run, database, place, config, major):
    program(place / "programs", major, "pg_dump", f"{major}.99", f'tr "\\0" " " < /proc/$$/cmdline > {place}/line')
    conf = config(conninfo=database.conninfo + " password=s3cret-word")
    os.chmod(conf, 0o600)
    assert run("backup", config=conf).code == 0
    line = (place / "line").read_text()
    assert "service=hotspot_console" in line and "s3cret" not in line


def test_by_a_job_each_day_with_a_line_in_check_where_it_is_late(run, database, place, config):
    conf = config()
    run("worker", "--once", config=conf)
    assert files(place) == [], "off at first"
    assert run("act", "backups.make", "--yes", config=conf).code == 0
    assert len(files(place)) == 2
    database.all("DELETE FROM console.backup")
    assert run("act", "settings.set", "--id", "backup_daily", "value=on", "--yes", config=conf).code == 0
    database.all("UPDATE console.setting_value SET updated_at = now() - interval '3 days' WHERE key = 'backup_daily'")
    late = {row["name"]: row for row in json.loads(run("check", "--format", "json", config=conf).out)}
    assert "no good one" in late["backup_stale"]["example"]
    assert run("act", "jobs.run", "--id", "incident_watch", "--yes", config=conf).code == 0
    assert "backup_stale" in {row["kind"] for row in json.loads(run("show", "incidents", "--format", "json", config=conf).out)}
    database.all("UPDATE console.job SET next_run_at = now() WHERE name IN ('backup', 'drill')")
    run("worker", "--once", config=conf)
    assert {row[0] for row in database.all("SELECT kind FROM console.backup WHERE error IS NULL")} == {"backup", "drill"}
    assert not {"backup_stale", "drill_stale"} & {row["name"] for row in json.loads(run("check", "--format", "json", config=conf).out)}


def test_by_keys(console, database, place, config):
    screen = console("backups", config=config())
    screen.wait_for(lambda t: "No backup yet" in t.text())
    screen.press(";")
    screen.wait_for(lambda t: "job" in t.text() and "backup" in t.text())
    screen.press("enter")
    screen.wait_for(lambda t: "good" in t.text())


def test_a_part_that_was_restored_otherwise_is_no_circle_of_migrate_and_check(run, database, place, config):
    database.all("DROP SCHEMA public CASCADE")
    database.all("CREATE SCHEMA public")
    conf = config()
    for words in (["check"], ["migrate"]):
        told = run(*words, config=conf)
        assert told.code != 0 and "restored in part" in told.out + told.err and "public.users" in told.out + told.err, told
        assert "run: hotspot-console migrate" not in told.out + told.err


def test_no_test_writes_where_the_host_keeps_its_own(run, database, make_config, tmp_path, place):
    """Root's place is the host's: what runs here has its own, whatever its configuration leaves out."""
    left_out = make_config(database=database.conninfo, extra=f'backup = {{ programs = "{place}/programs"; }};\n')
    made, = json.loads(run("backup", "--format", "json", config=left_out).out)
    assert made["file"].startswith(str(tmp_path))


def test_the_demo_keeps_its_files_together(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "gateway_entries", lambda *_: "")
    sandbox.write_config(str(tmp_path / "demo.conf"), "dbname=x", {}, None, "127.0.0.1:1", str(tmp_path))
    text = (tmp_path / "demo.conf").read_text()
    for name in ("log_file", "audit_file", "history_file", "views_file", "sheets_dir", "backup"):
        line, = [line for line in text.splitlines() if line.startswith(name + " =")]
        assert str(tmp_path) in line
