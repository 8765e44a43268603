"""What the system tests stand on: a private PostgreSQL, databases made in a moment, simulated
routers, the real program on the command line and in a terminal."""

import collections
import itertools
import json
import os
import socket
import subprocess
import sys

import psycopg
import psycopg.conninfo
import pytest

TESTS = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
sys.path[:0] = [os.path.join(TESTS, name) for name in ("system", "sandbox", "sim")]

import gateway_config  # noqa: E402
import router_state  # noqa: E402
import sandbox  # noqa: E402
from pooler import Pooler  # noqa: E402
from postgres import Postgres, memory  # noqa: E402
from processes import Scratch, spawn, stop  # noqa: E402
from relay import Relay  # noqa: E402
from simulator import NEWEST_ROUTER, Gateways, Simulator  # noqa: E402
from terminal import Terminal  # noqa: E402

SAMPLE_USERS = 200
Result = collections.namedtuple("Result", "code out err")


def pytest_configure(config):
    config.addinivalue_line("markers", "alone: loads the machine, or measures it: no other test runs beside it")
    config.addinivalue_line("markers", "zone: times show in it: is run once more with a shop in WITA (HC_ZONE)")


def pytest_runtest_logreport(report):
    """check.sh wants the names of what failed, whatever stands in them."""
    if report.failed and "HC_FAILED_TESTS" in os.environ and "PYTEST_XDIST_WORKER" not in os.environ:
        with open(os.environ["HC_FAILED_TESTS"], "a", encoding="utf-8") as names:
            names.write(report.nodeid.replace("\n", " ") + "\n")


def pytest_collection_modifyitems(config, items):
    """HC_ONLY_TESTS: names, one a line, of those that alone are wanted."""
    only = os.environ.get("HC_ONLY_TESTS")
    if only:
        wanted = [item for item in items if item.nodeid.replace("\n", " ") in only.splitlines()]
        config.hook.pytest_deselected(items=[item for item in items if item not in wanted])
        items[:] = wanted


# --- the server and its databases ---------------------------------------------------------------


@pytest.fixture(scope="session")
def scratch():
    """A directory that others may pass through, gone at the end however the run ends."""
    directory = Scratch()
    yield directory
    directory.close()


@pytest.fixture(scope="session")
def server(scratch):
    """Connection string of a server of our own, or of the one that HC_TEST_DATABASE names."""
    given = os.environ.get("HC_TEST_DATABASE")
    if given:
        yield given
        return
    postgres = Postgres(scratch.path)
    postgres.start()
    scratch.note_pid("postgres", postgres.process.pid)
    yield postgres.conninfo()
    postgres.stop()


@pytest.fixture
def own_postgres():
    """A server for a test that stops and starts it; not started yet."""
    directory = Scratch(within=memory())
    postgres = Postgres(directory.path)
    yield postgres
    postgres.stop()
    directory.close()


class Database:
    """One database on the test server."""

    numbers = itertools.count(1)

    def __init__(self, server, template=None, name=None, options=""):
        self.server = server
        self.name = name or f"hc_test_{os.getpid()}_{next(self.numbers)}"
        self.conninfo = psycopg.conninfo.make_conninfo(server, dbname=self.name)
        with psycopg.connect(server, autocommit=True) as connection:
            # files are copied in a tenth of the time that it takes to log their blocks, as has been usual since 15
            copied = "STRATEGY file_copy" if template and connection.info.server_version >= 150000 else ""
            connection.execute(f'CREATE DATABASE "{self.name}"' + (f' TEMPLATE "{template}" {copied}' if template else f" {options}"))

    def maintain(self, sql):
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(sql)

    def drop(self):
        self.maintain(f'DROP DATABASE IF EXISTS "{self.name}" WITH (FORCE)')

    def connect(self, **options):
        return psycopg.connect(self.conninfo, autocommit=True, **options)

    def all(self, sql, *parameters):
        """Every row as a tuple; [] for a statement that gives none."""
        with self.connect() as connection:
            cursor = connection.execute(sql, parameters or None)
            return cursor.fetchall() if cursor.description else []

    def one(self, sql, *parameters):
        """The first row; its value where it has one column; None where there is no row."""
        rows = self.all(sql, *parameters)
        if not rows:
            return None
        return rows[0][0] if len(rows[0]) == 1 else rows[0]


def set_zone(database):
    """A shop of another zone than the default, where HC_ZONE names one."""
    zone = os.environ.get("HC_ZONE")
    if zone:
        database.all("INSERT INTO public.application_settings (setting_key, setting_value) VALUES ('APP_TIMEZONE', %s)", zone)


@pytest.fixture(scope="session")
def template(server, scratch, binary):
    """A migrated database with sample data, and the router's state that goes with it."""
    database = Database(server)
    config = scratch.file("template.conf")
    with open(config, "w", encoding="utf-8") as out:
        out.write(f'database = "{database.conninfo}";\n')
    sandbox.migrate(binary, config)
    subprocess.run(["psql", "-X", "-q", "-v", f"users={SAMPLE_USERS}", "-v", f"online={SAMPLE_USERS}", "-f", sandbox.SAMPLE,
                    database.conninfo], check=True, stdin=subprocess.DEVNULL)
    set_zone(database)
    # However long the tests take: no worker takes over what the portal has not finished, but where a test wants it.
    database.all("UPDATE public.transactions SET expiry_time = now() + interval '1 day' WHERE status = 'PENDING'")
    database.router_state = scratch.file("router.json")
    with psycopg.connect(database.conninfo) as connection:
        router_state.write(connection, database.router_state, drifts=False)
    yield database
    database.drop()


@pytest.fixture
def database(server, template):
    """A database of the test's own: migrated, with SAMPLE_USERS customers."""
    made = Database(server, template.name)
    yield made
    made.drop()


@pytest.fixture
def empty_database(server):
    made = Database(server)
    yield made
    made.drop()


@pytest.fixture
def relay(database):
    """relay("hotspot-console read") → a Relay to the test's database, with a gate for each name."""
    opened = []

    def go(*names, **options):
        opened.append(Relay(database.conninfo, *names, **options))
        return opened[-1]

    yield go
    for way in opened:
        way.close()


@pytest.fixture
def pooler(database, scratch):
    """pooler("transaction") → the connection string to the test's database through a PgBouncer of that mode."""
    started = []

    def go(mode, **settings):
        started.append(Pooler(scratch.path, database.conninfo, mode, **settings))
        return started[-1].conninfo(database.name)

    yield go
    for process in started:
        process.stop()


# --- routers ------------------------------------------------------------------------------------


@pytest.fixture
def make_router(tmp_path_factory):
    """Starts further simulated routers; options as for router.py."""
    started = []

    def make(*options):
        started.append(Simulator(str(tmp_path_factory.mktemp("router")), "--version", NEWEST_ROUTER, *options))
        return started[-1]

    yield make
    for router in started:
        router.stop()


@pytest.fixture(scope="session")
def router_process(tmp_path_factory):
    running = []

    def get():
        if not running or running[-1].process.poll() is not None:
            running.append(Simulator(str(tmp_path_factory.mktemp("router")), "--identity", "main"))
        return running[-1]

    yield get
    for router in running:
        router.stop()


@pytest.fixture
def router_version():
    """Of the simulated router: the newest, unless a test has a parameter of that name."""
    return NEWEST_ROUTER


@pytest.fixture
def bare_router(router_process, router_version):
    """A simulated router without rows, without faults; it speaks plain and TLS."""
    router = router_process()
    router.order("calm")
    router.order("rate")
    router.order("options", empty=None, categories=True, challenge=False, version=router_version, identity="main", password="router",
                 skew_s=0, secrets="masked", policies=["read", "write", "policy", "sensitive", "api"], refused=[], nul_padding=False,
                 empty_uptime=False, device_mode={"mode": "advanced", "hotspot": "yes", "proxy": "yes", "flagged": "no"})
    router.order("listen", on=False)
    router.order("listen", on=True)
    tables = {path: [] for path in router.order("dump")["tables"]}
    tables["/ip/hotspot"] = [{"name": "hotspot1", "interface": "bridge"}]
    tables["/ip/hotspot/user/profile"] = [{"name": "default", "default": "true"}]
    router.order("load", tables=tables)
    router.stats(reset=True)
    return router


@pytest.fixture
def router(bare_router, template):
    """A simulated router that agrees with the sample data."""
    bare_router.order("load", file=template.router_state)
    return bare_router


# --- gateways and messengers ----------------------------------------------------------------------


@pytest.fixture(scope="session")
def gateway_process(tmp_path_factory):
    running = []

    def get():
        if not running or running[-1].process.poll() is not None:
            running.append(Gateways(str(tmp_path_factory.mktemp("gateways"))))
        return running[-1]

    yield get
    for gateways in running:
        gateways.stop()


@pytest.fixture
def gateways(gateway_process):
    """Simulated Midtrans, Xendit, Telegram and WhatsApp: empty, without faults; nobody is notified until
    gateways.order("notify", url=…) says whom."""
    found = gateway_process()
    found.order("forget")
    return found


@pytest.fixture
def free_port():
    """free_port() → a port of the loopback that nobody listens on now."""

    def get():
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            return probe.getsockname()[1]

    return get


# --- the program --------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def binary():
    path = os.path.abspath(sandbox.default_binary())
    if not os.access(path, os.X_OK):
        pytest.fail(f"there is no {path}: `make` builds it")
    return path


@pytest.fixture
def environment(tmp_path):
    """What the program sees of the world: nothing of the person who runs the tests."""
    home = tmp_path / "home"
    home.mkdir(exist_ok=True)
    # what is freed is overwritten at once: who uses it afterwards is seen
    return {"HOME": str(home), "XDG_STATE_HOME": str(home / ".local/state"), "PATH": os.environ["PATH"], "LANG": "C.UTF-8", "TERM": "xterm-256color", "LOGNAME": "tester",
            "MALLOC_PERTURB_": "165",
            "ASAN_OPTIONS": os.environ.get("ASAN_OPTIONS", ""), "TSAN_OPTIONS": os.environ.get("TSAN_OPTIONS", "")}


@pytest.fixture
def make_config(tmp_path):
    """Writes a configuration file: make_config(database=…, routers=[…], midtrans=gateways, listen="127.0.0.1:8089",
    extra="ui = {…};"); its path. midtrans, xendit, telegram and whatsapp are the simulated gateways, or settings
    as of gateways.settings("midtrans", mode="snap", tls=True)."""
    numbers = itertools.count(1)

    def router_entry(name, router, tls):
        password = tmp_path / f"{name}.password"
        if not password.exists():
            password.touch(0o600)
            password.write_text("router\n", encoding="ascii")
        address = router.address
        where = (f'port = {address["tls_port"]}; tls = true; ca_file = "{address["ca_file"]}"' if tls
                 else f'port = {address["port"]}; tls = false')
        return (f'{{ name = "{name}"; host = "{address["host"]}"; {where}; user = "{address["user"]}"; '
                f'password_file = "{password}"; }}')

    def gateway_entries(number, given):
        directory = tmp_path / f"secrets-{number}"
        directory.mkdir(exist_ok=True)
        return "".join(gateway_config.entry_text(name, what.settings(name) if isinstance(what, Gateways) else what, str(directory))
                       for name, what in given.items() if what)

    def make(database=None, routers=(), tls=True, midtrans=None, xendit=None, telegram=None, whatsapp=None, listen=None, extra=""):
        number = next(numbers)
        path = tmp_path / f"console-{number}.conf"
        names = ["main", *(f"router{n}" for n in range(2, 10))]
        entries = ",\n  ".join(router_entry(name, router, tls) for name, router in zip(names, routers))
        conninfo = getattr(database, "conninfo", database)
        path.write_text((f'database = "{conninfo}";\n' if conninfo else "") + (f"routers = (\n  {entries}\n);\n" if entries else "")
                        + gateway_entries(number, {"midtrans": midtrans, "xendit": xendit, "telegram": telegram, "whatsapp": whatsapp})
                        + (f'worker = {{ listen = "{listen}"; }};\n' if listen else "")
                        + f'log_file = "{tmp_path}/console.log";\naudit_file = "{tmp_path}/audit.log";\n'
                        + ("" if "history_file" in extra else f'history_file = "{tmp_path}/filters";\n')
                        + ("" if "views_file" in extra else f'views_file = "{tmp_path}/views";\n')
                        + extra + "\n", encoding="utf-8")
        return str(path)

    return make


@pytest.fixture
def config(make_config, database, router):
    """The usual configuration: the test's database, the simulated router over TLS."""
    return make_config(database, [router])


@pytest.fixture
def run(request, binary, environment):
    """run("show", "users", …) → Result(code, out, err). config=None: no --config; left out: the usual one."""

    def go(*arguments, config=..., env=(), timeout=60, stdin=""):
        if config is ...:
            config = request.getfixturevalue("config")
        argv = [binary, *(["--config", config] if config else []), *arguments]
        done = subprocess.run(argv, input=stdin, capture_output=True, text=True, errors="replace", timeout=timeout,
                              env={**environment, **dict(env)})
        return Result(done.returncode, done.stdout, done.stderr)

    return go


@pytest.fixture
def show(run):
    """show("users", "--where", …) → the rows of `show … --format json`; the command must succeed."""

    def go(*arguments, **options):
        result = run("show", *arguments, "--format", "json", **options)
        assert result.code == 0, result.err
        return json.loads(result.out)

    return go


@pytest.fixture
def console(request, binary, environment):
    """console("users", rows=24, columns=80) → Terminal with the program in it."""
    opened = []

    def go(*arguments, rows=24, columns=80, config=..., env=()):
        if config is ...:
            config = request.getfixturevalue("config")
        argv = [binary, *(["--config", config] if config else []), *arguments]
        opened.append(Terminal(argv, rows, columns, {**environment, **dict(env)}))
        return opened[-1]

    yield go
    for terminal in opened:
        terminal.close()


@pytest.fixture
def worker(request, binary, environment, tmp_path):
    """worker() starts `hotspot-console worker` in the background; its process."""
    started = []

    def go(*arguments, config=...):
        if config is ...:
            config = request.getfixturevalue("config")
        with open(tmp_path / "worker.log", "ab") as log:
            started.append(spawn([binary, "--config", config, "worker", *arguments], stdin=subprocess.DEVNULL, stdout=log,
                                 stderr=log, env=environment))
        return started[-1]

    yield go
    for process in started:
        stop(process)
