"""The database of a shop's bot with 100,000 users, contents, orders, deposits and messages, looked at and taken over. Beside the import
the same of a tenth of it, ten times: what it costs grows with the rows, not with their square."""

import os
import subprocess
import time

import bot_shop
from former import migrate
from postgres import Postgres
from processes import Scratch

SIZE = 100_000
LOOK_MOST_S = 15
MOST_MB = 40
ANSWERS = ["schema=bot", "rupiah_until=none", "balances=hundredths", "coupons=hundredths", "no_phone=telegram_id"]


class Imports:
    def __init__(self, binary):
        self.binary = binary
        self.scratch = Scratch(bool(os.environ.get("KEEP")))
        self.postgres = Postgres(self.scratch.path)

    def prepare(self):
        self.postgres.start()

    def database(self, count):
        """A config for a database with a bot's shop of that size beside the console's tables."""
        name = f"shop_{count}"
        self.postgres.psql("postgres", "-c", f"CREATE DATABASE {name}")
        config = self.scratch.file(f"{name}.conf")
        with open(config, "w", encoding="ascii") as out:
            out.write(f'database = "{self.postgres.conninfo(name)}";\nlog_file = "{self.scratch.file("log")}";\n'
                      f'audit_file = "{self.scratch.file("audit")}";\n')
        migrate(self.binary, config)
        self.postgres.psql(name, "-c", (bot_shop.TABLES + bot_shop.MANY).format(s="bot", count=count))
        return config

    def act(self, config, how):
        """Seconds, and the most memory in MB."""
        begin = time.perf_counter()
        process = subprocess.Popen([self.binary, "--config", config, "act", "shop.import", *ANSWERS, how], stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, env={**os.environ, "XDG_STATE_HOME": self.scratch.path})
        _, status, used = os.wait4(process.pid, 0)
        assert os.waitstatus_to_exitcode(status) == 0
        return time.perf_counter() - begin, used.ru_maxrss / 1024

    def close(self):
        if self.postgres.process:
            self.postgres.stop()
        self.scratch.close()


def measure(options, report):
    imports = Imports(options.binary)
    try:
        imports.prepare()
        small, large = imports.database(SIZE // 10), imports.database(SIZE)
        look, _ = imports.act(large, "--dry-run")
        tenth, less = imports.act(small, "--yes")
        took, memory = imports.act(large, "--yes")
        report.add(f"a bot's shop of {SIZE} users, contents, orders, deposits and messages, looked at", look, "s", LOOK_MOST_S)
        report.add("the same taken over", took, "s", None, "a tenth of it, ten times", tenth * 10, 1.5)
        report.add("the same, memory at the peak", memory, "MB", MOST_MB, "a tenth of it", less, 1.2)
    finally:
        imports.close()
