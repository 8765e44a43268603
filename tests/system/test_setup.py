"""From nothing to a running hotspot: `hotspot-console setup`, on the screen and by the command line."""

import itertools
import json
import os
import re
import resource
import socket
import stat
import subprocess
import time

import psycopg
import psycopg.conninfo
import pytest

HERE = os.path.dirname(os.path.abspath(__file__))
NUMBERS = itertools.count(1)


def on_one_line(terminal):
    return " ".join(terminal.text().split())


@pytest.fixture
def new_database(server):
    """The connection string of a database that is not there; what was made of it goes."""
    name = f"hc_setup_{os.getpid()}_{next(NUMBERS)}"
    yield psycopg.conninfo.make_conninfo(server, dbname=name)
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


@pytest.fixture
def account(server):
    """account("LOGIN PASSWORD 'x'") → the name of a role that goes at the end."""
    made = []

    def make(options):
        made.append(f"hc_setup_role_{os.getpid()}_{next(NUMBERS)}")
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"CREATE ROLE {made[-1]} {options}")
        return made[-1]

    yield make
    with psycopg.connect(server, autocommit=True) as connection:
        for role in made:
            connection.execute(f"REASSIGN OWNED BY {role} TO CURRENT_USER")
            connection.execute(f"DROP OWNED BY {role}")
            connection.execute(f"DROP ROLE {role}")


@pytest.fixture
def place(tmp_path):
    """Where the configuration is to be made."""
    return tmp_path / "etc" / "hotspot-console.conf"


@pytest.fixture
def setup(run, place):
    """setup("router", "name=main", …) → Result."""

    def go(*arguments, **options):
        return run("setup", *arguments, config=str(place), **options)

    return go


@pytest.fixture
def steps(setup):
    """The steps by their names, as `setup --list` says them."""

    def go():
        return {row["step"]: row for row in json.loads(setup("--list", "--format", "json").out)}

    return go


@pytest.fixture
def secret(tmp_path):
    """secret("router") → a file that holds it."""

    def make(text, mode=0o600):
        path = tmp_path / f"secret-{next(NUMBERS)}"
        path.touch(mode)
        path.write_text(text + "\n", encoding="utf-8")
        return str(path)

    return make


def tls_address(router):
    return f"address={router.address['host']}:{router.address['tls_port']}"


def mode_of(path):
    return stat.S_IMODE(os.stat(path).st_mode)


# --- lists without a row ------------------------------------------------------------------------------


def test_an_empty_list_says_what_to_do_there(console, run, make_config, empty_database):
    config = make_config(empty_database)
    assert run("migrate", config=config).code == 0
    screen = console("routers", config=config)
    screen.wait_for("No router is known yet. Leave with q; `hotspot-console setup router`")
    screen.press("/")
    screen.type("nobody")
    screen.wait_for("Nothing matches the filter")
    assert "No router is known" not in screen.text()


# --- the list of steps --------------------------------------------------------------------------------


def test_without_a_configuration_all_steps_are_said(steps):
    found = steps()
    assert list(found)[:3] == ["database", "zone", "router"] and list(found)[-1] == "worker"
    assert found["database"]["state"] == "missing" and found["database"]["command"] == "hotspot-console setup database"
    assert found["worker"]["state"] == "waits" and found["midtrans"]["state"] == "not set"


def test_check_says_which_step_is_missing(run, make_config, empty_database, router):
    config = make_config(empty_database)
    run("migrate", config=config)
    found = {row["name"]: row["mend"] for row in json.loads(run("check", "--format", "json", config=config).out)}
    assert found["setup:router"] == "hotspot-console setup router"
    config = make_config(empty_database, [router])
    assert "setup:router" not in run("check", config=config).out


def test_an_unknown_step_names_those_that_there_are(setup):
    result = setup("databse", "url=x")
    assert result.code == 2 and "its steps are database, zone, router" in result.err


# --- the database -------------------------------------------------------------------------------------


def test_a_database_is_made_only_when_that_is_agreed_to(setup, place, steps, new_database):
    asked = setup("database", f"url={new_database}")
    assert asked.code == 1 and "create=yes" in asked.err and not place.exists()
    made = setup("database", f"url={new_database}", "create=yes")
    assert made.code == 0 and "migrations applied" in made.err
    assert steps()["database"]["state"] == "done"
    assert mode_of(place) == 0o600 and mode_of(place.parent) == 0o700


def test_a_dry_run_writes_nothing(setup, place, empty_database):
    assert setup("database", f"url={empty_database.conninfo}", "--dry-run").code == 0
    assert not place.exists()
    assert empty_database.one("SELECT to_regclass('console.migration')") is None


def test_a_portals_database_is_adopted_only_when_that_is_agreed_to(setup, empty_database, steps):
    with open(os.path.join(os.path.dirname(__file__), "..", "data", "portal.sql"), encoding="utf-8") as portal:
        subprocess.run(["psql", "-X", "-q", empty_database.conninfo], stdin=portal, check=True, stdout=subprocess.DEVNULL)
    asked = setup("database", f"url={empty_database.conninfo}")
    assert asked.code == 1 and "adopt=yes" in asked.err and "A portal made this database" in asked.err
    assert setup("database", f"url={empty_database.conninfo}", "adopt=yes").code == 0
    assert steps()["database"]["state"] == "done"


def test_a_password_is_kept_in_a_file_of_its_own(setup, place, secret, account, new_database):
    role = account("LOGIN CREATEDB PASSWORD 'a:b\\c d'")
    info = psycopg.conninfo.conninfo_to_dict(new_database)
    url = psycopg.conninfo.make_conninfo("", **{**info, "user": role})
    result = setup("database", f"url={url}", f"password_file={secret('a:b%sc d' % chr(92))}", "create=yes")
    assert result.code == 0, result.err
    text, passfile = place.read_text(encoding="utf-8"), place.parent / "database.pgpass"
    assert "passfile=" in text and "a:b" not in text
    assert mode_of(passfile) == 0o600 and passfile.read_text() == "*:*:*:*:a\\:b\\\\c d\n"


def test_a_password_in_a_configuration_moves_to_a_file(setup, place, account, new_database):
    role = account("LOGIN CREATEDB PASSWORD 'geheim'")
    info = psycopg.conninfo.conninfo_to_dict(new_database)
    place.parent.mkdir()
    place.write_text(f'database = "host={info["host"]} dbname={info["dbname"]} user={role} password=geheim";\n')
    assert setup("database", "create=yes").code == 0
    assert "geheim" not in place.read_text() and "geheim" in (place.parent / "database.pgpass").read_text()
    assert setup("database", "create=no").code == 0  # and once more with that file


def test_what_the_environment_says_of_a_database_is_offered(setup):
    said = setup("database", env={"PGHOST": "10.1.2.3", "PGDATABASE": "warnet"})
    assert said.code == 0 and "url=host=10.1.2.3 dbname=warnet" in said.err


def test_a_secret_on_the_command_line_is_refused(setup, place):
    for words in (["database", "url=postgresql://hotspot:geheim@localhost/hotspot"], ["database", "url=x", "password=geheim"],
                  ["database", "url=host=localhost password=geheim"], ["router", "password=geheim"]):
        result = setup(*words)
        assert result.code == 2 and "can be seen by others" in result.err and "geheim" not in result.err
    assert not place.exists()


def test_the_portals_form_of_an_address_is_understood(setup, empty_database, place):
    info = psycopg.conninfo.conninfo_to_dict(empty_database.conninfo)
    url = f"postgresql+psycopg2://{info['user']}@/{info['dbname']}?host={info['host']}"
    assert setup("database", f"url={url}").code == 0
    assert "psycopg2" not in place.read_text()


def test_what_is_wrong_with_a_database_is_said_with_what_to_do(setup, place, server, empty_database, account, free_port):
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen()
    other = psycopg.conninfo.make_conninfo(empty_database.conninfo, user="hc_nobody")
    reader = account("LOGIN")
    reads = psycopg.conninfo.make_conninfo(empty_database.conninfo, user=reader)
    frozen = account("LOGIN")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"ALTER ROLE {frozen} SET default_transaction_read_only = on")
    cases = {
        f"host=127.0.0.1 port={free_port()} dbname=x": "check that PostgreSQL runs there",
        f"host=127.0.0.1 port={silent.getsockname()[1]} dbname=x connect_timeout=1": "no answer within 1 s",
        "host=/nowhere dbname=x": "check that PostgreSQL runs there",
        "hots=localhost": "write \"host=",
        other: "createuser",
        reads: "may only read there",
        psycopg.conninfo.make_conninfo(empty_database.conninfo, user=frozen): "is read-only there",
    }
    for url, hint in cases.items():
        result = setup("database", f"url={url}")
        assert result.code in (1, 2, 3) and hint in result.err, (url, result.err)
    silent.close()
    assert not place.exists()


# --- the file -----------------------------------------------------------------------------------------


def test_an_existing_configuration_keeps_all_its_other_lines(setup, place, database, bare_router, secret):
    place.parent.mkdir()
    before = ('# our hotspot\ndatabase = "%s"; # the Pi\'s own\nui = { mouse = false; };\n'
              'routers = ( # two of them\n  { name = "north"; host = "10.9.9.9"; user = "x"; password_file = "n"; } # north\n);\n')
    place.write_text(before % database.conninfo, encoding="utf-8")
    place.chmod(0o640)
    (place.parent / "n").touch(0o600)
    (place.parent / "n").write_text("n\n")
    result = setup("router", "name=main", tls_address(bare_router), f"password_file={secret('router')}", "pin=first")
    assert result.code == 0, result.err
    text = place.read_text(encoding="utf-8")
    for line in (before % database.conninfo).splitlines()[:5]:
        assert line.replace(" } # north", "") in text, line
    assert mode_of(place) == 0o640 and mode_of(place.parent / "router-main.password") == 0o600
    assert (place.parent / "hotspot-console.conf.before").read_text(encoding="utf-8") == before % database.conninfo
    # once more, with another account: one line differs
    assert setup("router", "name=main", "user=console", f"servers=a, b").code == 0
    assert len(set(place.read_text().splitlines()) ^ set(text.splitlines())) == 1


def test_a_folder_that_can_not_be_written_leaves_all_as_it_was(run, tmp_path, empty_database):
    (tmp_path / "file").write_text("")
    result = run("setup", "database", f"url={empty_database.conninfo}", config=str(tmp_path / "file" / "x.conf"))
    assert result.code == 2 and "file can't be" in result.err or "can't read the configuration" in result.err


def test_a_full_disk_leaves_configuration_and_secrets_as_they_were(binary, environment, setup, place, database, bare_router, secret):
    place.parent.mkdir()
    place.write_text("".join(f"# {n}: " + "x" * 90 + "\n" for n in range(100)) + f'database = "{database.conninfo}";\n', encoding="utf-8")
    assert setup("router", "name=main", tls_address(bare_router), f"password_file={secret('router')}", "pin=first").code == 0
    before = {path.name: path.read_bytes() for path in place.parent.iterdir() if not path.name.endswith(".before")}
    done = subprocess.run([binary, "--config", str(place), "setup", "router", "name=main", "servers=a", f"password_file={secret('router')}"],
                          env=environment, capture_output=True, text=True, timeout=60,
                          preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
    assert done.returncode == 2 and "make room there; nothing was changed" in done.stderr, done.stderr
    assert {path.name: path.read_bytes() for path in place.parent.iterdir() if not path.name.endswith(".before")} == before


# --- the router ---------------------------------------------------------------------------------------


def test_a_router_is_tested_pinned_and_written_down(setup, place, steps, run, database, bare_router, secret):
    place.parent.mkdir()
    place.write_text(f'database = "{database.conninfo}";\n')
    words = ["router", "name=main", tls_address(bare_router), f"password_file={secret('router')}"]
    asked = setup(*words)
    assert asked.code == 1 and "Is this the router's key?" in asked.err
    certificate = subprocess.run(["openssl", "x509", "-in", bare_router.address["ca_file"], "-noout", "-fingerprint", "-sha256"],
                                 capture_output=True, text=True, check=True).stdout
    fingerprint = certificate.split("=")[1].strip().replace(":", "").lower()
    assert asked.out.split() == [fingerprint[:32], fingerprint[32:]]
    pin = re.search(r"pin=(sha256//\S+)", asked.err).group(1)
    done = setup(*words, f"pin={pin}")
    assert done.code == 0 and "RouterOS 7.25.1" in done.err and "hotspot1" in done.err
    assert steps()["router"]["state"] == "done"
    assert "router:main" not in run("check", config=str(place)).out  # the console itself logs in with what was written


def test_a_password_comes_by_standard_input(setup, place, database, bare_router):
    place.parent.mkdir()
    place.write_text(f'database = "{database.conninfo}";\n')
    result = setup("router", tls_address(bare_router), "password_file=-", "pin=first", stdin="router\n")
    assert result.code == 0, result.err
    assert (place.parent / "router-main.password").read_text() == "router\n"


def test_what_is_wrong_with_a_router_is_said_with_what_to_do(setup, place, bare_router, secret, free_port):
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen()
    right, good = secret("router"), tls_address(bare_router)
    cases = [
        ([good, "pin=first", f"password_file={secret('wrong')}"], "check user and password_file"),
        ([f"address=127.0.0.1:{free_port()}", f"password_file={right}"], "its api-ssl service is enabled"),
        ([f"address=127.0.0.1:{silent.getsockname()[1]}", f"password_file={right}"], "router"),
        ([f"address=127.0.0.1:{bare_router.address['port']}", f"password_file={right}"], "api-ssl"),
        (["address=no such host", f"password_file={right}"], "host name or IP address"),
        ([good, "name=not so", f"password_file={right}"], "letters, digits"),
        ([good, "pin=abc", f"password_file={right}"], "begins with sha256//"),
        ([good], "password of the account console"),
        ([good, f"password_file={secret('router', 0o644)}"], "chmod 600"),
        ([good, "pin=sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", f"password_file={right}"], "ANOTHER key than before"),
        (["address=10.0.0.1:8728", f"password_file={right}"], "clear text"),
    ]
    for words, hint in cases:
        result = setup("router", *words)
        assert result.code in (1, 2, 3) and hint in result.err, (words, result.err)
    bare_router.order("options", policies=["read", "api"])
    lacking = setup("router", good, "pin=first", f"password_file={right}")
    assert lacking.code == 1 and "policy=api,read,write,sensitive" in lacking.err
    silent.close()
    assert not place.exists()


def test_what_is_to_be_typed_on_the_router_is_narrow(setup):
    result = setup("router")
    assert "/user group add name=console" in result.out and "/ip service set api-ssl" in result.out
    assert max(len(line) for line in result.out.splitlines()) < 70


# --- gateways and messengers --------------------------------------------------------------------------


def test_gateways_refuse_a_wrong_key_and_take_the_right_one(setup, place, steps, gateways, secret):
    right = {name: gateways.settings(name) for name in ("midtrans", "xendit", "telegram", "whatsapp")}
    words = {
        "midtrans": [f"core_url={right['midtrans']['core_url']}", f"snap_url={right['midtrans']['snap_url']}", "mode=core_api"],
        "xendit": ["brand=JAKINET", f"url={right['xendit']['url']}"],
        "telegram": ["chat=1001", f"url={right['telegram']['url']}"],
        "whatsapp": [f"url={right['whatsapp']['url']}", "phone=081234567890"],
    }
    for name, key in (("midtrans", "server_key"), ("xendit", "secret_key"), ("telegram", "token"), ("whatsapp", "token")):
        refused = setup(name, *words[name], f"{key}_file={secret('wrong')}")
        assert refused.code == 1 and steps()[name]["state"] == "not set", (name, refused.err)
        taken = setup(name, *words[name], f"{key}_file={secret(right[name][key])}")
        assert taken.code == 0 and steps()[name]["state"] == "done", (name, taken.err)
        assert right[name][key] not in place.read_text()
    assert [request["status"] for request in gateways.log("telegram")] == [401, 200]  # a wrong token, then the test message


# --- the worker ---------------------------------------------------------------------------------------


def test_the_workers_unit_is_written(setup, place, tmp_path, database, steps, worker):
    place.parent.mkdir()
    place.write_text(f'database = "{database.conninfo}";\nlog_file = ""; audit_file = "";\n')
    assert steps()["worker"]["state"] == "missing"
    unit = tmp_path / "hc-worker.service"
    result = setup("worker", f"unit={unit}", "account=daemon")
    assert result.code == 0 and "systemctl enable --now" in result.out
    text = unit.read_text()
    assert "User=daemon\n" in text and f'--config "{place}" worker\n' in text
    if os.access("/usr/bin/systemd-analyze", os.X_OK):
        assert subprocess.run(["systemd-analyze", "verify", str(unit)], capture_output=True, text=True).stderr == ""
    worker(config=str(place))
    deadline = time.monotonic() + 20
    while steps()["worker"]["state"] != "done" and time.monotonic() < deadline:
        pass
    assert "runs on" in steps()["worker"]["what"]


def test_a_packages_unit_is_used_where_it_runs_this_configuration(setup, place, tmp_path, database):
    place.parent.mkdir()
    place.write_text(f'database = "{database.conninfo}";\nlog_file = ""; audit_file = "";\n')
    units = tmp_path / "units"
    units.mkdir()
    packaged = units / "hotspot-console-worker.service"
    with open(os.path.join(HERE, "..", "..", "packaging", packaged.name), encoding="utf-8") as file:
        text = file.read()
    assert "/etc/hotspot-console/hotspot-console.conf worker" in text
    packaged.write_text(text.replace("--config /etc/hotspot-console/hotspot-console.conf", f"--config {place}"))
    env = {"SYSTEMD_UNIT_PATH": f"/nonexistent:{units}"}
    before = packaged.read_text()
    done = setup("worker", f"unit={packaged}", env=env)
    assert done.code == 0 and "the package's unit is used" in done.err and "as hotspot-console" in done.err
    assert "enable --now" in done.out and "daemon-reload" not in done.out and packaged.read_text() == before
    # it is what is offered, and another account would not be the one that it runs as
    assert setup("worker", "account=hotspot-console", env=env).out == done.out
    refused = setup("worker", "account=daemon", env=env)
    assert refused.code == 2 and "runs the worker as hotspot-console" in refused.err and "/etc/systemd/system/" in refused.err
    # one that runs another configuration is left alone
    packaged.write_text(text)
    other = tmp_path / "hc-worker.service"
    assert setup("worker", f"unit={other}", "account=daemon", env=env).code == 0 and "User=daemon\n" in other.read_text()
    assert packaged.read_text() == text


# --- all of it ----------------------------------------------------------------------------------------


def lets_in(router, database, phone):
    """Whether a login with the customer's own account would pass at the router: name, password, not disabled."""
    with psycopg.connect(database) as connection:
        password, = connection.execute("SELECT mikrotik_password FROM public.users WHERE phone_number LIKE '%%' || %s", [phone[1:]]).fetchone()
    accounts = {row["name"]: row for row in router.rows("/ip/hotspot/user")}
    account = accounts.get(phone, {})
    return bool(password) and account.get("password") == password and account.get("disabled", "false") in ("false", "no")


def test_from_nothing_to_a_customer_within_ten_commands(run, place, new_database, bare_router, secret):
    commands = [
        ("setup", "database", f"url={new_database}", "create=yes"),
        ("setup", "zone", "zone=Asia/Makassar", "language=en"),
        ("setup", "router", "name=main", tls_address(bare_router), f"password_file={secret('router')}", "pin=first"),
        ("setup", "package", "name=Paket Harian", "price=5000", "quota=2", "days=1"),
        ("setup", "customer", "phone=081234567890", "name=Budi", "package=Paket Harian"),
    ]
    for command in commands:
        result = run(*command, config=str(place))
        assert result.code == 0, (command, result.err)
    assert len(commands) <= 10
    assert lets_in(bare_router, new_database, "081234567890")
    found = run("setup", "--list", config=str(place)).out
    assert "Paket Harian" in found and "Budi" in found and "Asia/Makassar" in found


class Hand:
    """Presses keys and types values at a set-up, and counts the keys."""

    def __init__(self, screen):
        self.screen, self.keys = screen, 0

    def press(self, *keys):
        self.screen.press(*keys)
        self.keys += len(keys)

    def value(self, text):
        self.screen.type(text)

    def seen(self, text, timeout=20):
        self.screen.wait_for(lambda t: text in on_one_line(t), timeout)


WORDS = {
    "en": {"next": "enter Next step", "make": "Make this database?", "key": "Is this the router's key?", "zone": "step 2 of",
           "done": "All that is needed"},
    "id": {"next": "enter Langkah berikutnya", "make": "Buat basis data ini?", "key": "Inikah kunci router",
           "zone": "langkah 2 dari", "done": "Semua yang diperlukan"},
}


@pytest.mark.parametrize("language", ["en", "id"])
@pytest.mark.parametrize("rows, columns", [(24, 80), (40, 120)])
def test_from_nothing_to_a_customer_on_the_screen(console, tmp_path, place, new_database, bare_router, steps, language, rows, columns):
    words = WORDS[language]
    screen = console("setup", config=str(place), rows=rows, columns=columns, env={"LANGUAGE": language, "LANG": "C.UTF-8"})
    hand = Hand(screen)
    hand.seen("○ ")
    hand.press("enter")
    hand.seen("1 ")
    screen.wait_for("tab ")
    hand.press("C-u")
    hand.value(new_database)
    hand.press("enter")
    hand.seen(words["make"])
    hand.press("y")
    hand.seen(words["next"])
    hand.press("enter")
    hand.seen("Asia/Jakarta")
    hand.press("tab")
    hand.press("e" if language == "en" else "I")
    hand.press("enter")
    hand.seen(words["next"])
    hand.press("enter")
    hand.seen("console")
    hand.value(tls_address(bare_router)[8:])
    hand.press("tab", "tab")
    hand.value("router")
    hand.seen("******")
    assert "Password* router" not in on_one_line(screen)
    hand.press("enter")
    hand.seen(words["key"])
    hand.press("y")
    hand.seen("RouterOS 7.25.1")
    hand.seen(words["next"])
    hand.press("enter")
    for step in ("Midtrans", "Xendit", "Telegram", "WhatsApp"):
        hand.seen(f": {step}")
        hand.press("C-n")
    screen.wait_for("tab ")
    for value in ("Paket Harian", "5000", "2"):
        hand.value(value)
        hand.press("tab")
    hand.press("enter")
    hand.seen(words["next"])
    hand.press("enter")
    screen.wait_for("Paket Harian")
    hand.value("081234567890")
    hand.press("tab")
    hand.value("Budi")
    hand.press("enter")
    hand.seen(words["next"])
    assert lets_in(bare_router, new_database, "081234567890")
    hand.press("enter")
    hand.seen("systemd")
    hand.press("C-u")
    hand.value(str(tmp_path / "hc-worker.service"))
    hand.press("enter")
    hand.seen("systemctl enable --now")
    hand.press("esc")
    hand.seen("Paket Harian")
    hand.press("esc")
    assert screen.wait_exit() == 0
    assert hand.keys <= 40, hand.keys
    assert steps()["customer"]["what"] == "Budi"
    assert f'language = "{language}"' in place.read_text()


def test_each_step_can_be_left_and_is_taken_up_where_it_was(console, place, new_database, bare_router, steps, setup):
    setup("database", f"url={new_database}", "create=yes")
    screen = console("setup", config=str(place))
    screen.wait_for("○ Router")
    names = list(steps())
    for name in names:
        screen.press("enter")
        screen.wait_for("Skip this step")
        screen.press("esc")
        screen.wait_for("Configuration:")
        screen.press("j")
    screen.press("esc")
    assert screen.wait_exit() == 0
    assert "done: database" in on_one_line(screen) and "missing: router" in on_one_line(screen)
    again = console("setup", config=str(place))
    again.wait_for("○ Router")
    again.press("enter")
    again.wait_for("step 3 of")  # the first that is missing


def test_a_step_can_be_named(console, place, setup, new_database):
    setup("database", f"url={new_database}", "create=yes")
    screen = console("setup", "router", config=str(place))
    screen.wait_for("Skip this step")
    screen.press("C-o")
    screen.wait_for("/user group add name=console")
    assert max(len(line) for line in screen.lines() if line.lstrip().startswith("/")) < 70


def test_a_test_on_the_screen_can_be_left_at_once(console, place, setup, new_database):
    setup("database", f"url={new_database}", "create=yes")
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen()
    screen = console("setup", "router", config=str(place))
    screen.wait_for("Skip this step")
    screen.type(f"127.0.0.1:{silent.getsockname()[1]}")
    screen.press("tab", "tab")
    screen.type("router")
    for _ in range(2):  # the lane that was left takes the next one at once
        screen.press("enter")
        screen.wait_for("Testing")
        screen.press("esc")
        screen.wait_for("Skip this step", timeout=2)
        assert "127.0.0.1:" in screen.text()
    screen.press("enter")
    screen.wait_for("Edit the values", timeout=20)  # a silent port says so
    assert re.search("time.?out|timed out", on_one_line(screen), re.I)
    screen.press("enter")
    screen.wait_for("Skip this step")
    screen.press("esc")
    screen.wait_for("Configuration:")
    screen.press("q")
    assert screen.wait_exit() == 0
    silent.close()


def test_a_pasted_address_loses_its_password_to_the_field_for_it(console, place, empty_database):
    info = psycopg.conninfo.conninfo_to_dict(empty_database.conninfo)
    screen = console("setup", "database", config=str(place))
    screen.wait_for("Skip this step")
    screen.press("C-u")
    screen.paste(f"postgresql+psycopg2://{info['user']}:geheim@/{info['dbname']}?host={info['host']}")
    screen.wait_for("******")
    assert "geheim" not in screen.text()
    screen.press("enter")
    screen.wait_for("Next step")
    assert "geheim" not in place.read_text() and (place.parent / "database.pgpass").read_text() == "*:*:*:*:geheim\n"


def test_without_a_configuration_the_console_begins_with_the_set_up(console, tmp_path, new_database):
    screen = console(config=None, env={"XDG_CONFIG_HOME": str(tmp_path / "xdg")})
    screen.wait_for("Set up the hotspot")
    screen.press("enter")
    screen.wait_for("Skip this step")
    screen.press("C-u")
    screen.type(new_database)
    screen.press("enter")
    screen.wait_for("Make this database?")
    screen.press("y")
    screen.wait_for("Next step")
    screen.press("esc")
    screen.wait_for("Configuration:")
    screen.wait_for("● Database")
    screen.press("esc")  # there is a database: the console opens on it
    screen.wait_for("Users")
    screen.wait_for("●db")
    assert (tmp_path / "xdg" / "hotspot-console" / "hotspot-console.conf").exists()


def test_a_full_disk_is_said_on_the_screen_and_what_was_typed_stays(console, tmp_path, empty_database):
    (tmp_path / "file").write_text("")
    screen = console("setup", "database", config=str(tmp_path / "file" / "x.conf"))
    screen.wait_for("Skip this step")
    screen.press("C-u")
    screen.type(empty_database.conninfo)
    screen.press("enter")
    screen.wait_for("Edit the values")
    assert "Nothing was written, and what you typed is kept" in on_one_line(screen)
    screen.press("enter")
    screen.wait_for(empty_database.name)


def test_the_chosen_language_is_spoken_from_then_on(console, place, setup, new_database):
    setup("database", f"url={new_database}", "create=yes")
    screen = console("setup", "zone", config=str(place))
    screen.wait_for("Skip this step")
    screen.press("tab", "I")
    screen.wait_for("Indonesia")
    screen.press("enter")
    screen.wait_for("Langkah berikutnya")
    screen.press("enter")
    screen.wait_for("langkah 3 dari")


def test_a_silent_database_is_left_at_once_and_said(console, place):
    silent = socket.socket()
    silent.bind(("127.0.0.1", 0))
    silent.listen()
    screen = console("setup", "database", config=str(place))
    screen.wait_for("Skip this step")
    screen.press("C-u")
    screen.type(f"host=127.0.0.1 port={silent.getsockname()[1]} dbname=x connect_timeout=2")
    for _ in range(2):
        screen.press("enter")
        screen.wait_for("Testing")
        screen.press("esc")
        screen.wait_for("Skip this step", timeout=2)
    screen.press("enter")
    screen.wait_for("no answer within 2 s")
    screen.wait_for("Edit the values")
    silent.close()


def test_a_changed_certificate_is_said_loudly_on_the_screen(console, place, setup, database, bare_router, secret):
    place.parent.mkdir()
    place.write_text(f'database = "{database.conninfo}";\n')
    setup("router", "name=main", tls_address(bare_router), f"password_file={secret('router')}", "pin=first")
    kept = place.read_text()
    place.write_text(re.sub("sha256//[^\"]*", "sha256//AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=", kept))
    screen = console("setup", "router", config=str(place))
    screen.wait_for("Skip this step")
    screen.press("enter")
    screen.wait_for("ANOTHER key than before")
    screen.press("esc")  # not agreed to: nothing changes
    screen.wait_for("Skip this step")
    assert "sha256//AAAA" in place.read_text()
    screen.press("enter")
    screen.wait_for("ANOTHER key than before")
    screen.press("y")
    screen.wait_for("Next step")
    assert place.read_text() == kept


def test_keys_that_came_before_a_question_do_not_agree_to_it(console, place, setup, new_database):
    screen = console("setup", "database", config=str(place))
    screen.wait_for("Skip this step")
    screen.press("C-u")
    screen.type(new_database)
    screen.send(b"\ryyy")
    screen.wait_for("Make this database?")
    assert not place.exists()


def test_a_portals_database_is_adopted_on_the_screen(console, place, empty_database):
    with open(os.path.join(os.path.dirname(__file__), "..", "data", "portal.sql"), encoding="utf-8") as portal:
        subprocess.run(["psql", "-X", "-q", empty_database.conninfo], stdin=portal, check=True, stdout=subprocess.DEVNULL)
    screen = console("setup", "database", config=str(place))
    screen.wait_for("Skip this step")
    screen.press("C-u")
    screen.type(empty_database.conninfo)
    screen.press("enter")
    screen.wait_for("A portal made this database. Adopt it?")
    screen.press("y")
    screen.wait_for("the database is ready")


def test_a_portals_database_that_lacks_something_is_not_adopted_and_says_what(setup, place, empty_database):
    with open(os.path.join(os.path.dirname(__file__), "..", "data", "portal.sql"), encoding="utf-8") as portal:
        subprocess.run(["psql", "-X", "-q", empty_database.conninfo], stdin=portal, check=True, stdout=subprocess.DEVNULL)
    empty_database.all("ALTER TABLE public.users DROP COLUMN full_name")
    result = setup("database", f"url={empty_database.conninfo}", "adopt=yes")
    assert result.code != 0 and "full_name" in result.err and not place.exists()


# --- what an empty list says --------------------------------------------------------------------

EMPTY = {
    "users": "No customer yet: ; makes one", "quota": "No customer yet: 1 goes to the customers", "debts": "Nobody owes anything.",
    "payments": "Nobody was asked for money yet: 1 goes to the customers", "inbox": "No gateway has sent a notification yet.",
    "deposits": "No deposit yet: 1 goes to the customers",
    "subscriptions": "Nobody is invoiced by the month yet: 1 goes to the customers", "invoices": "No invoice yet: F9 goes to the subscriptions", "queue": "No invoice waits for Xendit.",
    "till": "No till yet: ; opens yours", "receipts": "No receipt yet", "packages": "No package yet: ; adds one.", "coupons": "No coupon yet: ; makes one.", "stock": "No product yet: ; adds one.", "contents": "No content yet", "orders": "No order yet: , makes one.", "sellers": "No seller yet: ; makes one", "seller_sales": "No seller has bought anything yet", "shop_imports": "No shop came along yet: ; reads", "imports": "No other system was read yet: ; reads one", "import_questions": "No import asks anything", "import_rows": "No row of another system is held",
    "broadcasts": "No message to many yet: 1 goes to the customers", "notices": "No customer was told anything yet.", "routers": "No router is known yet.",
    "incidents": "Nothing is wrong, as of the last look",
    "tickets": "No ticket is open: - opens one",
    "findings": "Nothing breaks a rule, as of the last check",
    "backups": "No backup yet: ; makes one now",
    "drift": "Routers and database agree", "sessions": "Nobody is online", "devices": "; adds one by its MAC", "takeovers": "No router was looked at yet: 6 goes to the routers", "questions": "Nothing is unclear", "mikhmon_vouchers": "No router was taken over yet",
    "mikhmon_sales": "No router was taken over yet", "voucher_days": "No voucher was sold yet", "lines": "No router's lines are followed", "lots": "No voucher yet: ; makes a lot", "vouchers": "No voucher yet", "templates": "No template yet: on a lot, Keep as template", "outbox": "Nothing waits to be done", "runs": "No job ran yet: 8 goes to the jobs", "workers": "No worker is running",
}


@pytest.fixture
def nothing(empty_database, make_config, run):
    config = make_config(empty_database)
    assert run("migrate", config=config).code == 0
    return config


@pytest.mark.parametrize("pane", EMPTY)
def test_an_empty_list_says_what_to_do_there(console, nothing, pane):
    screen = console(pane, config=nothing)
    screen.wait_for(lambda t: EMPTY[pane] in on_one_line(t))
    assert "{" not in on_one_line(screen)
