#!/usr/bin/python3
"""A place to try everything in: a private PostgreSQL with sample data, simulated routers and gateways, a worker.

Opens the console on the terminal, or with --headless prints `ready CONFIG_FILE` and stays until
SIGTERM, SIGINT or the end of a piped standard input. Beside the config lies sandbox.json, which says
where everything is. Nothing is left behind unless KEEP=1.
"""

import argparse
import json
import os
import select
import signal
import socket
import stat
import subprocess
import sys
import time

import psycopg

import gateway_config
import router_state
import sample_charges
import sample_invoices
from postgres import NoPostgres, Postgres, memory
from processes import Scratch, end_with_parent, spawn, stop
from simulator import Gateways, Simulator

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", ".."))
SAMPLE = os.path.join(HERE, "sample.sql")
ROUTER_USERS = 100_000  # more than that no router holds
ROUTER_PASSWORD = "sandbox-router"
# Name: the hotspot server on it, and the milliseconds that its link takes.
ROUTERS = {"main": ("hotspot1", 0), "north": ("hotspot2", 25)}
NORTH_PERCENT = 20  # of the customers


class Failed(Exception):
    """What could not be set up."""


class Ended(Exception):
    """Somebody asked us to end."""


def default_binary():
    return os.environ.get("HC_BINARY") or os.path.join(ROOT, "build", "hotspot-console")


def router_entry(name, address, password_file):
    return (f'''  {{ name = "{name}"; host = "{address['host']}"; port = {address['tls_port']}; tls = true;'''
            f''' ca_file = "{address['ca_file']}";\n    user = "{address['user']}"; password_file = "{password_file}";'''
            f''' servers = [ "{ROUTERS[name][0]}" ]; }}''')


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def gateway_entries(gateways, directory):
    """Core API over TLS, as it would be; the others likewise. Two brands at Xendit, each with its own account."""
    settings = {name: gateways.settings(name, tls=True) for name in ("midtrans", "xendit", "telegram", "whatsapp")}
    settings["xendit"] = [{**settings["xendit"], "prefix": "JKN"}, sample_invoices.second_brand(gateways)]
    return "".join(gateway_config.entry_text(name, found, directory) for name, found in settings.items())


def write_config(path, conninfo, addresses, gateways, listen, directory):
    """The console's configuration for these parts; secrets go to files of their own."""
    password_file = os.path.join(directory, "router.password")
    gateway_config.write_secret(password_file, ROUTER_PASSWORD)
    entries = ",\n".join(router_entry(name, address, password_file) for name, address in addresses.items())
    with open(path, "w", encoding="utf-8") as out:
        out.write(f'''database = "{conninfo}";
routers = (
{entries}
);
{gateway_entries(gateways, directory)}worker = {{ listen = "{listen}"; }};
log_file = "{os.path.join(directory, 'console.log')}";
audit_file = "{os.path.join(directory, 'audit.log')}";
history_file = "{os.path.join(directory, 'filters')}";
views_file = "{os.path.join(directory, 'views')}";
sheets_dir = "{directory}";
backup = {{ folder = "{os.path.join(directory, 'backups')}"; }};
''')


def migrate(binary, config):
    """Creates the schemas with the program itself."""
    done = subprocess.run([binary, "--config", config, "migrate"], stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"`hotspot-console migrate` ended with {done.returncode}:\n{done.stderr or done.stdout}")


def load_sample(postgres, database, users):
    try:
        postgres.psql(database, "-v", f"users={users}", "-v", f"online={min(users, ROUTER_USERS)}",
                      "-v", f"north={NORTH_PERCENT}", "-f", SAMPLE, capture_output=True, text=True)
    except subprocess.CalledProcessError as e:
        raise Failed(f"the sample data could not be loaded:\n{e.stderr}") from None


class Sandbox:
    """start() builds it up, stop() takes it down; paths and addresses are in `facts`."""

    def __init__(self, users=2000, worker=True, binary=None, keep=False, drifts=True, charges=False):
        self.users, self.with_worker, self.drifts, self.with_charges = users, worker, drifts, charges
        self.binary = binary or default_binary()
        self.scratch = Scratch(keep)
        self.config = self.scratch.file("hotspot-console.conf")
        self.postgres = self.worker = self.gateways = None
        self.routers = {}
        self.facts = {}

    def start(self):
        if not os.access(self.binary, os.X_OK):
            raise Failed(f"there is no {self.binary}: `make` builds it")
        self.postgres = Postgres(self.scratch.path)
        self.postgres.start()
        self.scratch.note_pid("postgres", self.postgres.process.pid)
        conninfo = self.postgres.conninfo("hotspot")
        self.postgres.psql("postgres", "-c", "CREATE DATABASE hotspot")
        self._start_routers()
        addresses = {name: router.address for name, router in self.routers.items()}
        listen = f"127.0.0.1:{free_port()}"
        self._start_gateways(listen)
        write_config(self.config, conninfo, addresses, self.gateways, listen, self.scratch.path)
        migrate(self.binary, self.config)
        load_sample(self.postgres, "hotspot", self.users)
        self._load_routers(conninfo)
        self.facts = {"config": self.config, "conninfo": conninfo, "router": addresses["main"], "routers": addresses,
                      "gateways": self.gateways.address, "listen": listen, "users": self.users}
        if self.with_worker:
            self.start_worker()
            self._make_charges()
        self._write_facts()

    def _start_routers(self):
        for name in ROUTERS:
            directory = self.scratch.file("router-" + name)
            os.mkdir(directory, 0o700)
            password_file = os.path.join(directory, "password")
            with open(password_file, "w", encoding="ascii") as out:
                out.write(ROUTER_PASSWORD)
            self.routers[name] = Simulator(directory, "--password-file", password_file, "--identity", name)
            self.scratch.note_pid("router-" + name, self.routers[name].process.pid)

    def _start_gateways(self, listen):
        directory = self.scratch.file("gateways")
        os.mkdir(directory, 0o700)
        self.gateways = Gateways(directory, "--notify-url", f"http://{listen}/notify")
        self.scratch.note_pid("gateways", self.gateways.process.pid)

    def _make_charges(self):
        if not self.with_charges:
            return
        try:
            with psycopg.connect(self.facts["conninfo"], autocommit=True) as connection:
                sample_charges.make(self.binary, self.config, connection, self.gateways)
                sample_invoices.make(self.binary, self.config, connection, self.gateways)
        except (sample_charges.Failed, sample_invoices.Failed) as e:
            raise Failed(f"the sample charges and invoices could not be made: {e}") from None

    def _load_routers(self, conninfo):
        for name, (server, latency_ms) in ROUTERS.items():
            state = self.scratch.file("router.json")
            with psycopg.connect(conninfo) as connection:
                router_state.write(connection, state, self.drifts, self.users > ROUTER_USERS, server)
            self.routers[name].order("load", file=state)
            self.routers[name].order("latency", ms=latency_ms)
            os.unlink(state)

    def start_worker(self):
        with open(self.scratch.file("worker.log"), "ab") as log:
            self.worker = spawn([self.binary, "--config", self.config, "worker"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)
        self.scratch.note_pid("worker", self.worker.pid)
        self._wait_for_worker()

    def stop_worker(self):
        stop(self.worker)
        self.worker = None

    def _wait_for_worker(self):
        deadline = time.monotonic() + 15
        with psycopg.connect(self.facts["conninfo"], autocommit=True) as connection:
            while not connection.execute("SELECT 1 FROM console.worker WHERE kind = 'worker'").fetchone():
                if self.worker.poll() is not None or time.monotonic() > deadline:
                    with open(self.scratch.file("worker.log"), encoding="utf-8", errors="replace") as log:
                        raise Failed("the worker did not start:\n" + log.read()[-2000:])
                time.sleep(0.05)

    def _write_facts(self):
        self.facts["pids"] = self.scratch.pids
        with open(self.scratch.file("sandbox.json"), "w", encoding="utf-8") as out:
            json.dump(self.facts, out, indent=2)

    def stop(self):
        stop(self.worker)
        for router in self.routers.values():
            router.stop()
        if self.gateways:
            self.gateways.stop()
        if self.postgres:
            self.postgres.stop()
        self.scratch.close()


def end_on_signals():
    """SIGTERM and its like become an exception, once: what follows is the clean-up."""
    numbers = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)

    def end(_number, _frame):
        for number in numbers:
            signal.signal(number, signal.SIG_IGN)
        raise Ended

    for number in numbers:
        signal.signal(number, end)


def is_open_pipe(descriptor):
    """Somebody holds the other end: its end means ours. A terminal or /dev/null says nothing."""
    try:
        mode = os.fstat(descriptor).st_mode
    except OSError:
        return False
    if not (stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode)):
        return False
    poller = select.poll()
    poller.register(descriptor, select.POLLIN)
    return not any(events & (select.POLLHUP | select.POLLERR) for _, events in poller.poll(0))


def wait_until_ended():
    if is_open_pipe(0):
        while os.read(0, 4096):
            pass
        return
    while True:
        signal.pause()


def run_headless(sandbox):
    print("ready", sandbox.config, flush=True)
    wait_until_ended()
    return 0


def let_traffic_run(sandbox):
    """Some of each router's devices are busy, so that there is something to see."""
    for name, (server, _latency) in ROUTERS.items():
        with psycopg.connect(sandbox.facts["conninfo"]) as connection:
            macs = connection.execute("SELECT d.mac_address FROM public.user_devices d JOIN public.users u ON u.id = d.user_id"
                                      " WHERE d.last_hotspot_host_id IS NOT NULL AND u.mikrotik_server_name = %s"
                                      " ORDER BY d.mac_address LIMIT 20", [server]).fetchall()
        for (mac,) in macs:
            sandbox.routers[name].order("rate", mac=mac, bytes_per_s=200_000)


def run_console(sandbox):
    """The console on this terminal; the keyboard's interrupt is for it alone."""
    let_traffic_run(sandbox)
    console = spawn([sandbox.binary, "--config", sandbox.config])
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return console.wait()
    finally:
        stop(console)


def run_sandbox(options):
    sandbox = Sandbox(options.users, not options.no_worker, options.binary, bool(os.environ.get("KEEP")), charges=True)
    try:
        sandbox.start()
        return run_headless(sandbox) if options.headless else run_console(sandbox)
    finally:
        sandbox.stop()
        if sandbox.scratch.keep:
            print("kept:", sandbox.scratch.path, file=sys.stderr)


def run_with_postgres(command):
    """Runs a command beside a private PostgreSQL; its exit code."""
    scratch = Scratch(bool(os.environ.get("KEEP")), within=memory())
    postgres = child = None
    try:
        postgres = Postgres(scratch.path)
        postgres.start()
        scratch.note_pid("postgres", postgres.process.pid)
        child = spawn(command, env={**os.environ, "HC_TEST_DATABASE": postgres.conninfo()})
        return child.wait()
    finally:
        stop(child)
        if postgres:
            postgres.stop()
        scratch.close()


def read_options():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--users", type=int, default=2000)
    parser.add_argument("--headless", action="store_true", help="print `ready CONFIG_FILE` and stay")
    parser.add_argument("--no-worker", action="store_true")
    parser.add_argument("--binary", help="default: HC_BINARY, else build/hotspot-console")
    parser.add_argument("--end-with-parent", action="store_true", help="end when whoever started this is gone")
    parser.add_argument("--postgres-only", action="store_true", help="run COMMAND with HC_TEST_DATABASE set, nothing else")
    parser.add_argument("command", nargs="*", metavar="COMMAND")
    options = parser.parse_args()
    if bool(options.command) != options.postgres_only:
        parser.error("COMMAND goes with --postgres-only")
    if options.users < 1:
        parser.error("--users must be 1 or more")
    return options


def main():
    options = read_options()
    if options.end_with_parent:
        end_with_parent()
    end_on_signals()
    try:
        return run_with_postgres(options.command) if options.postgres_only else run_sandbox(options)
    except Ended:
        return 130 if options.postgres_only else 0
    except (Failed, NoPostgres) as e:
        print(f"sandbox: {e}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
