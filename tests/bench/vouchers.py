"""10,000 vouchers made, on the router and on sheets of paper, beside a client that adds as many users of the hotspot one after the
other over the same link; and what memory that takes beside a tenth of them."""

import os
import time

import librouteros
import psycopg

from export import run
from former import migrate
from postgres import Postgres
from processes import Scratch
from simulator import Simulator

SIZE, FEW = 10_000, 1_000
PEER = 300          # that many are added one by one; the time of SIZE is reckoned from them
LINK_MS = 20
MOST_RATIO = 1 / 20
MOST_MORE_MB = 16   # ids and codes of what is printed are held at once


class Vouchers:
    def __init__(self, binary):
        self.binary = binary
        self.scratch = Scratch(bool(os.environ.get("KEEP")))
        self.postgres, self.router, self.config = Postgres(self.scratch.path), None, self.scratch.file("vouchers.conf")
        self.env = {"XDG_STATE_HOME": self.scratch.path, "HOME": self.scratch.path}

    def prepare(self):
        self.postgres.start()
        self.postgres.psql("postgres", "-c", "CREATE DATABASE vouchers")
        password = self.scratch.file("password")
        with open(password, "w", encoding="ascii", opener=lambda path, flags: os.open(path, flags, 0o600)) as out:
            out.write("router\n")
        self.router = Simulator(self.scratch.path, "--identity", "main")
        where = self.router.address
        with open(self.config, "w", encoding="ascii") as out:
            out.write(f'database = "{self.postgres.conninfo("vouchers")}";\nlog_file = "{self.scratch.file("log")}";\n'
                      f'audit_file = "{self.scratch.file("audit")}";\nsheets_dir = "{self.scratch.path}";\n'
                      f'routers = ( {{ name = "main"; host = "{where["host"]}"; port = {where["port"]}; tls = false; window = 128;'
                      f' user = "{where["user"]}"; password_file = "{password}"; }} );\n')
        migrate(self.binary, self.config)
        self.act("worker", "--once")
        self.router.order("latency", ms=LINK_MS)

    def act(self, *words):
        """Seconds and peak memory in MB of a whole process."""
        return run([self.binary, "--config", self.config, *words], self.env)

    def make(self, size):
        """Seconds and the greater peak in MB of making and printing."""
        begin = time.perf_counter()
        _, making = self.act("act", "vouchers.generate", f"quantity={size}", "validity=30d", "price=5000", "length=8", "router=main", "--yes")
        with psycopg.connect(self.postgres.conninfo("vouchers")) as connection:
            lot = connection.execute("SELECT id FROM console.voucher_lot ORDER BY number DESC LIMIT 1").fetchone()[0]
        _, printing = self.act("act", "lots.print", "--id", str(lot), f"file=lot-{size}.pdf", "--yes")
        took = time.perf_counter() - begin
        with psycopg.connect(self.postgres.conninfo("vouchers")) as connection:
            there = connection.execute("SELECT count(*), count(DISTINCT lower(code)) FROM console.voucher WHERE lot_id = %s"
                                       " AND on_router IS NOT NULL AND state = 'printed'", (lot,)).fetchone()
        assert there == (size, size), there
        assert os.path.getsize(self.scratch.file(f"lot-{size}.pdf")) > size
        return took, max(making, printing)

    def one_by_one(self):
        """Seconds that a sequential client would take for all."""
        where = self.router.address
        api = librouteros.connect(host=where["host"], port=where["port"], username=where["user"], password="router", encoding="latin-1")
        begin = time.perf_counter()
        for n in range(PEER):
            tuple(api("/ip/hotspot/user/add", name=f"peer{n}", password=f"peer{n}", profile="default", comment="peer"))
        took = (time.perf_counter() - begin) * SIZE / PEER
        api.close()
        return took

    def close(self):
        if self.router:
            self.router.stop()
        if self.postgres.process:
            self.postgres.stop()
        self.scratch.close()


def measure(options, report):
    vouchers = Vouchers(options.binary)
    try:
        vouchers.prepare()
        _, few = vouchers.make(FEW)
        took, many = vouchers.make(SIZE)
        report.add(f"{SIZE} vouchers made, on the router and on sheets", took, "s", None,
                   f"a client that adds as many users one by one, reckoned from {PEER}", vouchers.one_by_one(), MOST_RATIO)
        report.add(f"memory of {SIZE} vouchers beyond that of {FEW}", many - few, "MB", MOST_MORE_MB)
    finally:
        vouchers.close()
