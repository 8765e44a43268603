#!/usr/bin/python3
"""Compares, byte for byte, what two builds of the program say to the same commands beside the same database.

same_output.py PROGRAM OTHER…: PROGRAM runs here, OTHER is a command that runs the other build, an emulator's say. The
database has sample data, a part of it moved to 2040 and beyond 2099. What says another thing when PROGRAM itself is asked
again (an age, say) is asked anew. EACH=10 in the environment: each tenth command alone, for a look.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor

import psycopg

HERE = os.path.dirname(os.path.abspath(__file__))
sys.path[:0] = [os.path.join(HERE, "..", "sandbox"), os.path.join(HERE, "..", "system")]
import action_lines  # noqa: E402 -- beside the tests
from sandbox import Sandbox  # noqa: E402

USERS = 200
TRIES = 5
ENVIRONMENTS = ({"LC_ALL": "C.UTF-8", "LANGUAGE": "en", "TZ": "UTC"}, {"LC_ALL": "C.UTF-8", "LANGUAGE": "id", "TZ": "Asia/Jayapura"})
AGE = re.compile(rb"-?\b\d+ (?:s|d|min|mnt|menit)\b *")  # goes on from one command to the next
UUID = re.compile(rb"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b")
TIMES = """
SELECT c.oid::regclass::text, array_agg(quote_ident(a.attname) ORDER BY a.attnum)
  FROM pg_class c
  JOIN pg_namespace n ON n.oid = c.relnamespace
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
 WHERE n.nspname IN ('public', 'console') AND c.relkind = 'r' AND a.atttypid IN ('timestamptz'::regtype, 'timestamp'::regtype, 'date'::regtype)
   AND c.oid::regclass::text NOT IN ('console.worker', 'console.migration', 'console.job')
 GROUP BY c.oid ORDER BY 1"""


def move_times(connection):
    """A third of the rows to 14 years later, a third to 73 years later; how many tables could be moved."""
    moved = 0
    for table, columns in connection.execute(TIMES).fetchall():
        years = "make_interval(years => (ARRAY[0, 14, 73])[1 + (hashtext(t.ctid::text) & 1023) % 3])"
        changes = ", ".join(f"{c} = {c} + {years}" for c in columns)
        try:
            with connection.transaction():
                connection.execute("SET LOCAL session_replication_role = replica")
                connection.execute(f"UPDATE {table} t SET {changes}")
                moved += 1
        except psycopg.Error:
            pass  # a rule of that table holds its times together with something else
    return moved


class Builds:
    def __init__(self, program, other, config):
        self.program, self.other, self.config = [program], other, config

    def say(self, command, arguments, environment):
        done = subprocess.run([*command, "--config", self.config, *arguments], capture_output=True, stdin=subprocess.DEVNULL,
                              env={"PATH": os.environ["PATH"], "HOME": "/nonexistent", **environment}, timeout=300, check=False)
        out = AGE.sub(rb"N s ", done.stdout)
        if arguments[0] == "act" and "--id" not in arguments:
            out = UUID.sub(b"NEW", out)  # of what the preview would make
        return done.returncode, out, done.stderr

    def here(self, *arguments):
        return self.say(self.program, arguments, ENVIRONMENTS[0])[1].decode()

    def differ(self, number, arguments):
        """Whether the other one's differs, which is told; each third in the other language and zone too."""
        for environment in ENVIRONMENTS[:1 if number % 3 else 2]:
            for _ in range(TRIES):
                here = self.say(self.program, arguments, environment)
                there = self.say(self.other, arguments, environment)
                if here == there:
                    break
                if self.say(self.program, arguments, environment) == here:
                    tell((arguments, environment, here, there))
                    return True
            else:
                tell((arguments, environment, here, there))
                return True
        return False


def commands(builds):
    help_text = builds.here("act", "--help")
    actions = action_lines.names_of(help_text)
    panes = re.findall(r"^  ([a-z]+) ", builds.here("show", "--help"), re.M)
    ids = {}
    yield from (["--help"], ["--version"], ["manual"], ["completion", "bash"], ["completion", "zsh"], ["check"], ["migrate", "--dry-run"],
                ["setup", "--list"], ["import", "--help"], ["show", "--help"], ["export", "--help"], ["act", "--help"], ["show", "nothing"])
    for pane in panes:
        yield ["show", pane, "--help"]
        yield ["show", pane, "--limit", "2147483648"]
        yield ["export", pane, "--format", "json"]
        yield ["export", pane, "--format", "csv", "--columns", "shown"]
        rows = json.loads(builds.here("show", pane, "--limit", "1", "--format", "json") or "[]")
        ids[pane] = str(rows[0].get("id", "1")) if rows else "1"
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        helps = pool.map(lambda a: builds.here("act", a, "--help"), actions)
    for action, own_help in zip(actions, helps):
        yield ["act", action, "--help"]
        yield [*(a.replace(action_lines.__file__, builds.config) for a in action_lines.line_for(action, own_help, ids)), "--dry-run"]
    for row in json.loads(builds.here("show", "receipts", "--format", "json") or "[]")[:6]:
        yield ["receipt", str(row.get("number") or row.get("id"))]
    for kind in re.findall(r"^  ([a-z]+)  ", builds.here("import", "--help").partition("Kinds:")[2], re.M):
        yield ["import", kind, "--template"]
    for text in ("expiry<2040-03-01", "expiry>2099-12-31", "expiry:2100-02-28", "debt>2147483648"):
        yield ["show", "users", "--where", text, "--format", "csv"]


def receipt_for_a_printer(builds, number):
    """Bytes of a receipt printer go to files."""
    with tempfile.TemporaryDirectory() as directory:
        made = []
        for name, command in (("here", builds.program), ("there", builds.other)):
            path = os.path.join(directory, name + ".escpos")
            builds.say(command, ["receipt", number, "--output", path], ENVIRONMENTS[0])
            with open(path, "rb") as file:
                made.append(file.read())
        return made[0] == made[1] and bool(made[0])


def tell(found):
    arguments, environment, here, there = found
    print("differs:", *arguments, f"({environment['LANGUAGE']})")
    for name, (code, out, err) in (("here", here), ("there", there)):
        lines = (out + err).decode(errors="replace").splitlines()
        other = ((there if name == "here" else here)[1] + (there if name == "here" else here)[2]).decode(errors="replace").splitlines()
        print(f"  {name}: code {code},", *[line for line in lines if line not in other][:4], sep="\n    ", flush=True)


def main():
    program, other = sys.argv[1], sys.argv[2:]
    sandbox = Sandbox(USERS, binary=program, charges=True)
    try:
        sandbox.start()
        sandbox.stop_worker()
        with psycopg.connect(sandbox.facts["conninfo"], autocommit=True) as connection:
            moved = move_times(connection)
        builds = Builds(program, other, sandbox.config)
        lines = list(commands(builds))[::int(os.environ.get("EACH", "1"))]
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            found = sum(pool.map(builds.differ, range(len(lines)), lines))
        receipts = json.loads(builds.here("show", "receipts", "--limit", "1", "--format", "json") or "[]")
        if receipts and not receipt_for_a_printer(builds, str(receipts[0].get("number") or receipts[0]["id"])):
            print("differs: a receipt for a printer")
            found += 1
    finally:
        sandbox.stop()
    print(f"{len(lines)} commands, {moved} tables with dates to 2100: {found} differ")
    return 1 if found or moved < 20 else 0


if __name__ == "__main__":
    sys.exit(main())
