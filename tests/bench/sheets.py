"""10,000 vouchers of a lot as sheets in a PDF: the time of the whole process, what of it is ours, and its memory beside that of a tenth of them."""

import csv
import os
import subprocess
import time

from former import migrate
from postgres import Postgres
from processes import Scratch
from simulator import Simulator

MOST_CPU_S, MOST_MB, MOST_RATIO = 5, 40, 1.3


class Sheets:
    def __init__(self, binary):
        self.binary = binary
        self.scratch = Scratch(bool(os.environ.get("KEEP")))
        self.postgres = Postgres(self.scratch.path)
        self.router = Simulator(self.scratch.path)
        self.config = self.scratch.file("conf")

    def prepare(self):
        self.postgres.start()
        self.postgres.psql("postgres", "-c", "CREATE DATABASE lots")
        password = self.scratch.file("password")
        with open(os.open(password, os.O_WRONLY | os.O_CREAT, 0o600), "w", encoding="ascii") as out:
            out.write("router\n")
        address = self.router.address
        with open(self.config, "w", encoding="ascii") as out:
            out.write(f'database = "{self.postgres.conninfo("lots")}";\nlog_file = "{self.scratch.file("log")}";\n'
                      f'audit_file = "{self.scratch.file("audit")}";\nsheets_dir = "{self.scratch.path}";\n'
                      f'routers = ( {{ name = "main"; host = "{address["host"]}"; port = {address["tls_port"]}; user = "console";'
                      f' password_file = "{password}"; ca_file = "{address["ca_file"]}"; }} );\n')
        migrate(self.binary, self.config)
        self.run("worker", "--once")
        for quantity in (1_000, 10_000):
            self.run("act", "vouchers.generate", f"quantity={quantity}", "validity=30d", "volume=1GB", "price=5000", "length=8", "--yes")

    def run(self, *words):
        """What it said, seconds, those of them on a processor, and MB at the peak."""
        begin = time.perf_counter()
        with subprocess.Popen([self.binary, "--config", self.config, *words], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                              env={**os.environ, "XDG_STATE_HOME": self.scratch.path}) as process:
            said = process.stdout.read()
            _, status, used = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        assert process.returncode == 0, said
        return said, time.perf_counter() - begin, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024

    def to_pdf(self, lot, vouchers):
        said, *figures = self.run("act", "lots.print", "--where", f"number:{lot}", "--yes", "--format", "csv")
        summary = next(csv.DictReader(said.splitlines()))["summary"]
        assert f"{vouchers} vouchers, " in summary, summary
        return figures

    def close(self):
        self.router.stop()
        self.postgres.stop()
        self.scratch.close()


def measure(options, report):
    sheets = Sheets(options.binary)
    try:
        sheets.prepare()
        *_, few_mb = sheets.to_pdf(1, 1_000)
        took, cpu, mb = sheets.to_pdf(2, 10_000)
        report.add("10000 vouchers as PDF, with their note in the database", took, "s", None)
        report.add("10000 vouchers as PDF, CPU of ours", cpu, "s", MOST_CPU_S)
        report.add("10000 vouchers as PDF, memory at the peak", mb, "MB", MOST_MB, "1000 of them", few_mb, MOST_RATIO)
    finally:
        sheets.close()
