"""A router that Mikhmon ran, with 5,000 vouchers and 20,000 sales in every shape: looked at, taken over, given back; each voucher, each sale
and each user of others held against the generator's truth."""

import collections
import csv
import datetime
import os
import subprocess
import time

import mikhmon
import psycopg
from export import run
from former import migrate
from postgres import Postgres
from processes import Scratch
from simulator import Simulator

VOUCHERS, SALES = 5_000, 20_000
MOST_MB = 64
MENUS = ("/ip/hotspot/user", "/ip/hotspot/user/profile", "/system/scheduler", "/system/script")


class Takeover:
    def __init__(self, binary):
        self.binary = binary
        self.scratch = Scratch(bool(os.environ.get("KEEP")))
        self.postgres, self.router, self.made = Postgres(self.scratch.path), Simulator(self.scratch.path, "--identity", "main"), None
        self.config, self.env = self.scratch.file("conf"), {"XDG_STATE_HOME": self.scratch.path}

    def prepare(self):
        self.postgres.start()
        self.postgres.psql("postgres", "-c", "CREATE DATABASE town")
        password = self.scratch.file("password")
        with open(os.open(password, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as out:
            out.write("router\n")
        where = self.router.address
        with open(self.config, "w", encoding="ascii") as out:
            out.write(f'database = "{self.postgres.conninfo("town")}";\nlog_file = "{self.scratch.file("log")}";\n'
                      f'audit_file = "{self.scratch.file("audit")}";\n'
                      f'routers = ( {{ name = "main"; host = "{where["host"]}"; port = {where["tls_port"]}; user = "console";'
                      f' password_file = "{password}"; ca_file = "{where["ca_file"]}"; }} );\n')
        migrate(self.binary, self.config)
        now = datetime.datetime.fromtimestamp(time.time(), datetime.timezone(datetime.timedelta(hours=7))).replace(tzinfo=None)
        self.made = mikhmon.make(VOUCHERS, SALES, now)
        self.router.order("load", tables={"/ip/hotspot": [{"name": name, "interface": name} for name in ("hotspot1", "hotspot2")]})
        self.router.order("load", tables=self.made.tables)

    def act(self, *words):
        return run([self.binary, "--config", self.config, "act", *words, "--yes"], self.env)

    def show(self, pane):
        said = subprocess.run([self.binary, "--config", self.config, "show", pane, "--format", "csv"], check=True, capture_output=True, text=True,
                              env={**os.environ, **self.env}).stdout
        return list(csv.DictReader(said.splitlines()))

    def ask(self, sql):
        with psycopg.connect(self.postgres.conninfo("town")) as connection:
            return connection.execute(sql).fetchall()

    def dump(self):
        return {path: self.router.rows(path) for path in MENUS}

    def look(self):
        took, peak = self.act("takeover.look", "--id", "main")
        (found,), wanted = self.show("takeovers"), self.made.counts
        for shape in ("batch", "single", "empty", "dated_old", "dated_iso", "spent", "overdue", "sales", "sales_without_time"):
            assert int(found[shape]) == wanted[shape], (shape, found[shape], wanted[shape])
        for state in ("unsold", "running", "expired", "stuck"):
            assert int(found[state]) == wanted["state_" + state], state
        assert int(found["foreign"]) == len(self.made.foreign) and self.router.stats()["writes"] == 0
        return took, peak

    def answer(self):
        asked = [q for q in self.show("questions") if q["state"] == "to_answer"]
        for q in asked:
            self.act("takeover.answer", "--id", q["id"], *([] if q["proposal"] else ["answer=2500"]))

    def take(self):
        before = self.dump()
        took, peak = self.act("takeover.apply", "--id", self.show("takeovers")[0]["id"])
        after = self.dump()
        assert after["/ip/hotspot/user"] == before["/ip/hotspot/user"] and after["/system/script"] == before["/system/script"]
        self.compare()
        return before, took, peak

    def compare(self):
        """Each voucher's state, end and what is left of it, and each sale."""
        rows = {(name, server): rest for name, server, *rest in self.ask(
            "SELECT v.name, v.server, v.state, v.ends_at AT TIME ZONE 'Asia/Jakarta', v.used_s, v.used_bytes, l.limit_uptime_s, l.limit_bytes"
            "  FROM console.mikhmon_voucher v JOIN console.mikhmon_lot l ON l.id = v.lot_id")}
        assert rows.keys() == self.made.users.keys()
        for key, voucher in self.made.users.items():
            state, end, used_s, used_bytes, limit_s, limit_bytes = rows[key]
            assert voucher.state == "stuck" or (state, end) == (voucher.state, voucher.end), key
            assert (max(0, limit_bytes - used_bytes) if limit_bytes else None) == voucher.bytes_left, key
            assert voucher.shape == "spent" or not limit_s or abs(max(0, limit_s - used_s) - voucher.uptime_left) <= 600, key
        rupiah = {p.name: 2500 if p.rupiah is None else p.rupiah for p in mikhmon.MIKHMON}
        assert collections.Counter(self.ask("SELECT name, mac, sold_at AT TIME ZONE 'Asia/Jakarta', price_rp, profile, batch FROM console.mikhmon_sale")) \
            == collections.Counter((s.user, s.mac, s.time, rupiah[s.profile], s.profile, s.batch) for s in self.made.sales)

    def undo(self, before):
        took, _ = self.act("takeover.undo", "--id", self.show("takeovers")[0]["id"])
        assert self.dump() == before and self.ask("SELECT count(*) FROM console.mikhmon_voucher") == [(0,)]
        return took

    def close(self):
        self.router.stop()
        self.postgres.stop()
        self.scratch.close()


def measure(options, report):
    town = Takeover(options.binary)
    try:
        town.prepare()
        took, look_mb = town.look()
        report.add(f"a router of {VOUCHERS} vouchers and {SALES} sales of Mikhmon, looked at", took, "s", None)
        town.answer()
        before, took, take_mb = town.take()
        report.add("the same taken over, each voucher and sale as the generator says", took, "s", None)
        report.add("the same, memory at the peak", max(look_mb, take_mb), "MB", MOST_MB)
        report.add("the same given back whole", town.undo(before), "s", None)
    finally:
        town.close()
