"""A backup and its drill with 100,000 customers, beside plain pg_dump -Fc, createdb and pg_restore of the same run."""

import argparse
import os
import subprocess
import time

MOST_RATIO = 1.3
USERS = 100_000


def seconds(argv, env):
    begin = time.perf_counter()
    done = subprocess.run(argv, env={**os.environ, **env}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 0, done.stderr[-500:]
    return time.perf_counter() - begin


def programs(bench):
    """The server's own, which say that they have the security fixes: what is measured is their speed."""
    major = os.path.basename(os.path.dirname(bench.postgres.binaries))
    folder = bench.scratch.file(f"programs/{major}/bin")
    os.makedirs(folder)
    for name in ("pg_dump", "pg_restore"):
        with open(f"{folder}/{name}", "w", encoding="ascii") as out:
            out.write(f'#!/bin/sh\n[ "$1" = --version ] && {{ echo "{name} (PostgreSQL) {major}.99"; exit; }}\n'
                      f'exec {bench.postgres.binary(name)} "$@"\n')
        os.chmod(f"{folder}/{name}", 0o755)
    return bench.scratch.file("programs")


def measure(bench, report):
    bench.options = argparse.Namespace(**{**vars(bench.options), "users": USERS})
    bench.prepare()
    with open(bench.config, "a", encoding="ascii") as out:
        out.write(f'backup = {{ folder = "{bench.scratch.file("backups")}"; programs = "{programs(bench)}"; }};\n')
    file, plain = bench.scratch.file("a.dump"), bench.scratch.file("plain.dump")
    ours, theirs = [], []
    for turn in range(2):
        dump = seconds(bench.argv + ["backup", f"{file}{turn}"], bench.env)
        drill = seconds(bench.argv + ["drill", f"{file}{turn}"], bench.env)
        peer = seconds([bench.postgres.binary("pg_dump"), "-Fc", "-f", plain, bench.conninfo], {})
        bench.postgres.psql("postgres", "-c", "CREATE DATABASE peer TEMPLATE template0")
        restore = seconds([bench.postgres.binary("pg_restore"), "-d", bench.postgres.conninfo("peer"), plain], {})
        bench.postgres.psql("postgres", "-c", "DROP DATABASE peer")
        ours.append((dump, drill))
        theirs.append((peer, restore))
    dump, drill = (min(values) for values in zip(*ours))
    peer, restore = (min(values) for values in zip(*theirs))
    users = f"{USERS:,} customers"
    report.add(f"backup of {users}", dump, "s", None, "pg_dump -Fc", peer, MOST_RATIO)
    report.add(f"backup and drill of {users}", dump + drill, "s", None, "pg_dump -Fc, createdb, pg_restore", peer + restore, MOST_RATIO)
