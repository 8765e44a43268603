"""A worker that has nothing to do: what it and its sessions cost. A queue on PostgreSQL, graphile-worker, and a former build
rest at the same time, each in a database of its own on the same server."""

import os
import shutil
import subprocess
import time
import urllib.parse

import former
import psycopg
import sandbox
from processes import spawn, stop

HERE = os.path.dirname(os.path.abspath(__file__))
PEER = "graphile-worker"
SECONDS = 60
SETTLE_S = 90
LOOK_S = 0.25
CALM_S = 15  # longer than from one heartbeat to the next
SLOW_JOBS_S = 300
USERS = 200
WRITTEN = "SELECT coalesce(sum(n_tup_ins + n_tup_upd + n_tup_del), 0) FROM pg_stat_user_tables"


def cpu_ms(pid):
    """Of all its threads, to the nanosecond; None: it has ended."""
    try:
        total = 0
        for task in os.listdir(f"/proc/{pid}/task"):
            with open(f"/proc/{pid}/task/{task}/schedstat", encoding="ascii") as line:
                total += int(line.read().split()[0])
        return total / 1e6
    except OSError:
        return None


def sessions_of(postmaster, database):
    """The server's processes for that database, by their title; its own workers are none."""
    found = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as line:
                parent = int(line.read().rsplit(")", 1)[1].split()[1])
            with open(f"/proc/{pid}/cmdline", encoding="utf-8", errors="replace") as line:
                words = line.read().split()
        except OSError:
            continue
        if parent == postmaster and words[:1] == ["postgres:"] and words[2:3] == [database]:
            found.append(int(pid))
    return found


class Resting:
    """One that rests in a database: its processes are looked at, so that looking asks the database nothing."""

    def __init__(self, postgres, database, process):
        self.postgres, self.database, self.process = postgres, database, process
        self.spent, self.last, self.most = 0.0, {}, 0

    def look(self):
        now = {}
        sessions = sessions_of(self.postgres.process.pid, self.database)
        for pid in [self.process.pid, *sessions]:
            spent = cpu_ms(pid)
            if spent is not None:
                self.spent += spent - self.last.get(pid, spent if not self.last else 0)
                now[pid] = spent
        self.last, self.most = now, max(self.most, len(sessions))

    def transactions(self):
        """Asked from outside of the database, so that asking is not counted."""
        with psycopg.connect(self.postgres.conninfo("postgres"), autocommit=True) as connection:
            asked, = connection.execute("SELECT xact_commit + xact_rollback FROM pg_stat_database WHERE datname = %s",
                                        (self.database,)).fetchone()
        return asked

    def written(self):
        with psycopg.connect(self.postgres.conninfo(self.database), autocommit=True) as connection:
            return int(connection.execute(WRITTEN).fetchone()[0])


def begin(resting):
    for one in resting:
        one.rows = one.written()
    time.sleep(2)  # what was asked for that is counted when its session has ended
    for one in resting:
        one.spent, one.last, one.most = 0.0, {}, 0
        one.look()
        one.asked = one.transactions()


def rest(resting, seconds):
    """Figures of each: CPU in % of a core, statements a second, sessions at most, rows written a minute."""
    begin(resting)
    began = time.monotonic()
    while (passed := time.monotonic() - began) < seconds:
        time.sleep(min(LOOK_S, seconds - passed))
        for one in resting:
            one.look()
    asked = [one.transactions() for one in resting]
    return [(one.spent / passed / 10, (now - one.asked) / passed, one.most, (one.written() - one.rows) * 60 / passed)
            for one, now in zip(resting, asked)]


def start_worker(region, binary, config):
    with open(region.scratch.file("rest.log"), "ab") as log:
        return spawn([binary, "--config", config, "worker"], stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def wait_for_jobs(region, database):
    """Each job has run, and those that come every few minutes will not come soon."""
    due = (f"SELECT count(*) FROM console.job WHERE last_run_at IS NULL OR lease_until IS NOT NULL OR interval_s >= {SLOW_JOBS_S}"
           f" AND next_run_at < clock_timestamp() + interval '{SECONDS + 2 * CALM_S} s'")
    deadline = time.monotonic() + SETTLE_S
    while time.monotonic() < deadline:
        with psycopg.connect(region.postgres.conninfo(database), autocommit=True) as connection:
            if connection.execute(due).fetchone()[0] == 0:
                return
        time.sleep(1)
    raise RuntimeError("the worker's jobs have not come to rest")


def former_config(region, binary, database, name):
    """The same data in a database of its own schema; a configuration without the port, and without settings that came after
    that build."""
    with psycopg.connect(region.postgres.conninfo("postgres"), autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    config = region.scratch.file(f"{name}.conf")
    with open(region.config, encoding="utf-8") as given, open(config, "w", encoding="utf-8") as out:
        out.write(given.read().replace(f"dbname={database}", f"dbname={name}"))
    former.migrate(binary, config, ["worker"])
    sandbox.load_sample(region.postgres, name, USERS)
    return config


def install_peer(build):
    """Where it lies; None where there is no Node, or it can't be had."""
    if not shutil.which("npm") or not shutil.which("node"):
        return None
    place = os.path.join(build, "bench-peers")
    os.makedirs(place, exist_ok=True)
    program = os.path.join(place, "node_modules", PEER, "dist", "cli.js")
    if not os.path.exists(program):
        shutil.copy(os.path.join(HERE, "queue_at_rest", "package.json"), place)
        subprocess.run(["npm", "install", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel=error"],
                       cwd=place, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=300)
    return program if os.path.exists(program) else None


def start_peer(region, program):
    """With a task to listen for and the settings that it comes with."""
    with psycopg.connect(region.postgres.conninfo("postgres"), autocommit=True) as connection:
        connection.execute("CREATE DATABASE queue")
    place = region.scratch.file("peer")
    os.makedirs(os.path.join(place, "tasks"))
    with open(os.path.join(place, "tasks", "nothing.js"), "w", encoding="ascii") as out:
        out.write("module.exports = async () => {};\n")
    given = psycopg.conninfo.conninfo_to_dict(region.postgres.conninfo("queue"))
    url = f"postgresql:///queue?host={urllib.parse.quote(given['host'], safe='')}&user={given['user']}"
    with open(region.scratch.file("peer.log"), "ab") as log:
        return spawn(["node", program, "-c", url], cwd=place, stdin=subprocess.DEVNULL, stdout=log, stderr=log)


def settle_peer(region):
    deadline = time.monotonic() + SETTLE_S
    while time.monotonic() < deadline:
        with psycopg.connect(region.postgres.conninfo("queue"), autocommit=True) as connection:
            if connection.execute("SELECT to_regclass('graphile_worker.migrations') IS NOT NULL").fetchone()[0]:
                return
        time.sleep(0.5)
    raise RuntimeError(f"{PEER} did not start")


def database_of(config):
    with open(config, encoding="utf-8") as lines:
        text = next(line for line in lines if line.startswith("database ")).split('"')[1]
    return psycopg.conninfo.conninfo_to_dict(text)["dbname"]


def measure(region, options, report, started):
    database = database_of(region.config)
    names, resting = [], []

    def add(name, where, process):
        started.append(process)
        names.append(name)
        resting.append(Resting(region.postgres, where, process))

    before = former_config(region, options.before, database, "former") if options.before else None
    add("ours", database, start_worker(region, options.binary, region.config))
    if before:
        add("a former build", "former", start_worker(region, options.before, before))
    program = install_peer(os.path.dirname(os.path.abspath(options.out)))
    if program:
        add(PEER, "queue", start_peer(region, program))
        settle_peer(region)
    else:
        report.skip(f"beside {PEER}", "there is no Node here, or it can't be installed")
    for where in [database] + (["former"] if before else []):
        wait_for_jobs(region, where)
    time.sleep(CALM_S)
    tell(report, names, rest(resting, SECONDS))


def tell(report, names, figures):
    ours = figures[0]
    what = (("CPU, its sessions included", "%", 0.2), ("statements", "a second", 2), ("sessions at most", "", 5),
            ("rows written", "a minute", None))
    for index, (name, unit, target) in enumerate(what):
        for other, theirs in zip(names[1:] or [None], figures[1:] or [None]):
            report.add(f"a worker at rest: {name}", ours[index], unit, target, other, theirs[index] if theirs else None)


def run(options, report):
    region = sandbox.Sandbox(users=USERS, worker=False, binary=options.binary, drifts=False)
    started = []
    try:
        region.start()
        measure(region, options, report, started)
    finally:
        for process in started:
            stop(process)
        region.stop()
