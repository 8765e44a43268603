"""A private PostgreSQL cluster on a unix socket, for tests and for the demo."""

import glob
import os
import pwd
import re
import shutil
import signal
import subprocess
import time

from processes import spawn, stop

USER = "hotspot"
SETTINGS = {
    "listen_addresses": "", "unix_socket_permissions": "0700", "max_connections": "100", "shared_buffers": "256MB",
    "work_mem": "16MB", "maintenance_work_mem": "256MB", "fsync": "off", "synchronous_commit": "off",
    "full_page_writes": "off", "wal_level": "minimal", "max_wal_senders": "0", "max_wal_size": "4GB",
    "checkpoint_timeout": "30min", "autovacuum_naptime": "10s", "random_page_cost": "1.1", "timezone": "UTC",
    "log_timezone": "UTC", "logging_collector": "off",
}


MEMORY, MEMORY_WANTED = "/dev/shm", 8 << 30  # bytes free there, of which a server's log may take half


class NoPostgres(Exception):
    """PostgreSQL can't be run here; the text says why."""


def memory():
    """A directory in memory, where there is one with room: databases are made and dropped there in a third of the time. None:
    there is not."""
    try:
        return MEMORY if os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free >= MEMORY_WANTED else None
    except OSError:
        return None


def find_binaries():
    """The newest installed server's bin directory."""
    def version(path):
        return [int(n) for n in re.findall(r"\d+", path)] or [0]

    found = sorted(glob.glob("/usr/lib/postgresql/*/bin"), key=version, reverse=True)
    for name in ("pg_config", "initdb"):
        path = shutil.which(name)
        if path:
            found.append(os.path.dirname(os.path.realpath(path)))
    for directory in found:
        if os.access(os.path.join(directory, "initdb"), os.X_OK) and os.access(os.path.join(directory, "postgres"), os.X_OK):
            return directory
    raise NoPostgres("no PostgreSQL server is installed: `make deps` installs it")


def server_account():
    """Popen options that take root's place: PostgreSQL refuses to run as root."""
    if os.geteuid() != 0:
        return {}, None
    for name in ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}, account
    raise NoPostgres("neither the user postgres nor nobody exists to run PostgreSQL as")


class Postgres:
    """start() and stop(), any number of times on the same data; directory must allow others to pass through. primary: a running
    server that this one is a standby of, started with FOLLOWED."""

    FOLLOWED = {"wal_level": "replica", "max_wal_senders": "4", "hot_standby": "on"}

    def __init__(self, directory, primary=None):
        self.directory = os.path.join(directory, "pg")
        self.data = os.path.join(self.directory, "data")
        self.log = os.path.join(self.directory, "log")
        self.binaries = find_binaries()
        self.account, owner = server_account()
        self.process = None
        os.mkdir(self.directory, 0o700)
        if owner:
            os.chown(self.directory, owner.pw_uid, owner.pw_gid)
        if primary:
            self._follow(primary)
        else:
            self._initialise()

    def _collation(self):
        """Names in the order of a language, as on most servers, and not of bytes; before 15 only one that is installed."""
        version = subprocess.run([self.binary("initdb"), "--version"], capture_output=True, text=True, check=True).stdout
        return ["--locale-provider=icu", "--icu-locale=id"] if int(re.search(r"\d+", version)[0]) >= 15 else []

    def _initialise(self):
        made = subprocess.run(
            [self.binary("initdb"), "-D", self.data, "-U", USER, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync",
             *self._collation()],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", **self.account)
        if made.returncode != 0:
            raise NoPostgres("initdb failed: " + made.stderr.strip())

    def _follow(self, primary):
        copied = subprocess.run(
            [self.binary("pg_basebackup"), "-D", self.data, "-R", "-X", "stream", "-c", "fast", "--no-sync", "-d",
             primary.conninfo() + " application_name=berry"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, cwd="/", **self.account)
        if copied.returncode != 0:
            raise NoPostgres("pg_basebackup failed: " + copied.stderr.strip())

    def binary(self, name):
        return os.path.join(self.binaries, name)

    def conninfo(self, database="postgres"):
        return f"host={self.directory} user={USER} dbname={database}"

    def start(self, **settings):
        argv = [self.binary("postgres"), "-D", self.data, "-k", self.directory]
        for name, value in {**SETTINGS, **settings}.items():
            argv += ["-c", f"{name}={value}"]
        with open(self.log, "ab") as log:
            self.process = spawn(argv, death_signal=signal.SIGQUIT, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/",
                                 start_new_session=True, **self.account)
        self._wait_until_ready()

    def _wait_until_ready(self):
        deadline = time.monotonic() + 60
        ready = [self.binary("pg_isready"), "-q", "-h", self.directory, "-U", USER]
        while subprocess.run(ready, check=False).returncode != 0:
            if self.process.poll() is not None or time.monotonic() > deadline:
                with open(self.log, encoding="utf-8", errors="replace") as log:
                    raise NoPostgres("PostgreSQL did not start:\n" + log.read()[-2000:])
            time.sleep(0.05)

    def stop(self, number=signal.SIGINT):
        """SIGINT: sessions are ended, nothing is lost; SIGQUIT: as after a crash."""
        stop(self.process, number)
        self.process = None

    def psql(self, database, *arguments, **options):
        return subprocess.run([self.binary("psql"), "-X", "-q", "-v", "ON_ERROR_STOP=1", self.conninfo(database), *arguments],
                              stdin=subprocess.DEVNULL, check=True, **options)
