"""Sample subscriptions of two brands and their invoices: in each state, made by the program itself and moved on by the
simulated Xendit; a few that failed, and some that are on their way when the console opens."""

import subprocess
import time

SECONDS = 60        # until what is made is at Xendit
FAST = 1200         # requests a minute while the samples are made
LIMIT = (60, 60.0)  # what Xendit allows a test key: requests, seconds

# Brand, customers, what they subscribe to, and how. Those of the last group are invoiced when all else is done.
GROUPS = (
    ("JAKINET", 14, ("package=Paket 25 GB", "due_day=10")),
    ("DESANET", 5, ("package=Paket 10 GB", "vip=yes", "email=langganan@example.com")),
    ("DESANET", 4, ("package=Paket 10 GB", "tipe=bulk", "due_day=31")),
    ("JAKINET", 30, ("package=Paket 10 GB",)),
)
CUSTOMERS = """SELECT u.id::text FROM public.users u WHERE u.is_active AND u.approval_status = 'APPROVED' AND u.role = 'USER'
                AND NOT u.is_blocked ORDER BY md5(u.id::text) LIMIT %s"""
# Of the invoices that are at Xendit, by their numbers: how many are paid, and how many links are over.
PAID, EXPIRED = 16, 3
OLD = """UPDATE console.invoice SET issued_on = period, due_on = least(due_on, period + 9)
          WHERE period < console.month_of(console.today()) AND status IN ('unpaid', 'expired')"""


class Failed(Exception):
    """A subscription or an invoice that could not be made, or did not come to stand as it should."""


def second_brand(gateways):
    """What the configuration says of it; its account is made."""
    return gateways.account("DESANET", "xnd_development_DESANET", "callback-desanet", tls=True, prefix="DSN", tax_percent="0")


class Maker:
    def __init__(self, binary, config, connection, gateways):
        self.binary, self.config, self.connection, self.gateways = binary, config, connection, gateways

    def act(self, name, *arguments):
        done = subprocess.run([self.binary, "--config", self.config, "act", name, *arguments, "--yes"], stdin=subprocess.DEVNULL,
                              capture_output=True, text=True)
        if done.returncode != 0:
            raise Failed(f"{name}: {done.stderr.strip() or done.stdout.strip()}")

    def column(self, sql, *parameters):
        return [row[0] for row in self.connection.execute(sql, parameters or None).fetchall()]

    def wait_until(self, sql, what):
        deadline = time.monotonic() + SECONDS
        while not self.connection.execute(sql).fetchone()[0]:
            if time.monotonic() > deadline:
                raise Failed(what)
            time.sleep(0.05)

    def wait_for_queue(self):
        self.wait_until("SELECT NOT EXISTS (SELECT FROM console.invoice_queue WHERE state IN ('pending', 'processing'))",
                        "the queue of invoices does not end")

    def subscribe(self, users, brand, arguments):
        self.act("subscriptions.add", "--id", *users, f"brand={brand}", "start=" + self.column(
            "SELECT (console.month_of(console.today()) - interval '17 days')::date::text")[0], *arguments)

    def move(self, numbers, status, ours):
        for number in numbers:
            self.gateways.move(number, status, gateway="xendit")
        self.wait_until(f"SELECT count(*) >= {len(numbers)} FROM console.invoice WHERE status = '{ours}'",
                        f"invoices should be {ours} and are not")


def make(binary, config, connection, gateways):
    """All of them; connection commits by itself, a worker listens to the gateways."""
    maker = Maker(binary, config, connection, gateways)
    users = maker.column(CUSTOMERS, sum(count for _, count, _ in GROUPS))
    maker.act("settings.set", "--id", "xendit_test_per_minute", f"value={FAST}")
    for brand, count, arguments in GROUPS[:-1]:
        own, users = users[:count], users[count:]
        if own:
            maker.subscribe(own, brand, arguments)
    month, = maker.column("SELECT to_char(console.month_of(console.today()) - interval '1 month', 'YYYY-MM')")
    maker.act("invoices.generate", f"period={month}")
    maker.act("invoices.generate")
    maker.wait_for_queue()
    numbers = maker.column("SELECT invoice_number FROM console.invoice ORDER BY md5(invoice_number)")
    maker.move(numbers[:PAID], "PAID", "paid")
    maker.move(numbers[PAID:PAID + EXPIRED], "EXPIRED", "expired")
    settle(maker, numbers[PAID + EXPIRED:])
    connection.execute(OLD)
    some, rest = users[:3], users[3:]
    if some:
        refuse(maker, some)
    maker.act("settings.set", "--id", "xendit_test_per_minute", "value=-")
    gateways.order("limit", gateway="xendit", requests=LIMIT[0], seconds=LIMIT[1])
    if rest:
        maker.subscribe(rest, GROUPS[-1][0], GROUPS[-1][2])
        maker.act("invoices.generate")


def settle(maker, numbers):
    """By hand, as operators do."""
    if len(numbers) > 2:
        maker.act("invoices.mark_paid", "--where", f"number:{numbers[0]}", "reason=cash at the desk")
        maker.act("invoices.cancel", "--where", f"number:{numbers[1]}", "reason=moved away")
    maker.act("subscriptions.pause", "--where", "tipe:bulk")


def refuse(maker, users):
    """Xendit won't make their invoices."""
    maker.gateways.fault("xendit", "status", count=len(users), status=403, on="/v2/invoices")
    maker.subscribe(users, GROUPS[-1][0], GROUPS[-1][2])
    maker.act("invoices.generate")
    maker.wait_for_queue()
    maker.gateways.order("calm")
