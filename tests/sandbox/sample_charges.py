"""Sample charges: of each kind and in each state, made by the program itself and moved on by the simulated gateway."""

import concurrent.futures
import subprocess
import time

SECONDS = 30  # until each must stand as it should
AT_A_TIME = 4

# What is asked for (an action, a method), and of how many customers what is said of it then: a list of moves for
# each, none where it stays open.
SAMPLES = (
    ("sell", "qris", ((), ("settlement",), ("expire",), ("cancel",), ("deny",), ("expire", "settlement"), ("half",), ("settlement", "refund"),
                      ("settlement", "partial_refund"), ("settlement", "chargeback"), ("expire", "settlement", "note"))),
    ("sell", "gopay", ((),)),
    ("sell", "shopeepay", ((),)),
    ("sell", "bca", ((),)),
    ("sell", "mandiri_bill", ((),)),
    ("settle_debt", "qris", ((), ("settlement",))),
    ("topup", "bni", ((), ("settlement",))),
)
# What the gateway says, or the operator notes, and where that takes a charge; what was settled after its end is late.
MOVES = {"settlement": "paid", "expire": "expired", "cancel": "cancelled", "deny": "failed", "refund": "refunded",
         "partial_refund": "part_refunded", "chargeback": "charged_back", "half": "mismatch", "note": "refund_due"}
TOPUP = 150_000  # rupiah: enough for the cheapest package
BANKS = ("bca", "bni", "bri", "permata", "cimb")

# Customers who can buy, and some who owe, in a fixed order; the package for most of them.
BUYERS = """SELECT u.id::text FROM public.users u
             WHERE u.is_active AND u.approval_status = 'APPROVED' AND NOT u.is_blocked AND NOT u.is_unlimited_user
               AND (u.manual_debt_mb > 0) = %s
               AND NOT EXISTS (SELECT FROM public.transactions t WHERE t.user_id = u.id AND t.status = 'PENDING')
             ORDER BY u.phone_number LIMIT %s"""
PACKAGE = "SELECT p.name FROM public.packages p WHERE p.is_active AND p.data_quota_gb > 0 ORDER BY p.price LIMIT 1"
# What the portal has begun and not ended, so that the gateway knows it too.
PORTALS = """SELECT t.midtrans_order_id, t.amount, t.midtrans_transaction_id, t.payment_method,
                    extract(epoch FROM t.expiry_time - now())::int
               FROM public.transactions t WHERE t.status = 'PENDING'
                AND NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = t.midtrans_order_id)"""


class Failed(Exception):
    """A charge that could not be made, or did not come to stand as it should."""


def act(binary, config, what, ids, *arguments):
    done = subprocess.run([binary, "--config", config, "act", "payments." + what, "--id", *ids, *arguments, "--yes"],
                          stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if done.returncode != 0:
        raise Failed(f"payments.{what}: {done.stderr.strip() or done.stdout.strip()}")


def ask_for(binary, config, users, what, method, package):
    """Charges by the command line, one for each user."""
    own = {"sell": [f"package={package}"], "settle_debt": [], "topup": [f"amount={TOPUP}"]}[what]
    paid_by = ["method=va", f"bank={method}"] if method in BANKS else [f"method={method}"]
    act(binary, config, what, users, *own, *paid_by)


def wait_for_state(connection, user, state):
    """The order and the amount of a user's charge, once it is in a state."""
    deadline = time.monotonic() + SECONDS
    while True:
        row = connection.execute("SELECT c.state, c.order_id, c.amount_rp FROM console.charge c WHERE c.user_id = %s"
                                 " ORDER BY c.created_at DESC LIMIT 1", [user]).fetchone()
        if row and row[0] == state:
            return row[1:]
        if time.monotonic() > deadline:
            raise Failed(f"a charge should be {state} and is {row[0] if row else 'not there'}")
        time.sleep(0.02)


def move_on(binary, config, connection, gateways, user, moves):
    order, amount = wait_for_state(connection, user, "open")
    for number, move in enumerate(moves):
        if move == "note":
            act(binary, config, "refund_note", [order], "note=He paid twice; the shop gives it back")
        else:
            gateways.move(order, "settlement" if move == "half" else move, **({"amount": amount // 2} if move == "half" else {}))
        wait_for_state(connection, user, "late" if number and move == "settlement" else MOVES[move])


def make(binary, config, connection, gateways):
    """All of them; connection commits by itself, a worker listens to the gateways."""
    for order, amount, transaction, method, seconds in connection.execute(PORTALS).fetchall():
        gateways.order("adopt", order=order, amount=amount, transaction_id=transaction, payment_type=method, seconds=seconds)
    package, = connection.execute(PACKAGE).fetchone()
    users = {owes: [user for user, in connection.execute(BUYERS, [owes, 50]).fetchall()] for owes in (False, True)}
    batches = []
    for what, method, stories in SAMPLES:
        some = users[what == "settle_debt"]
        batches.append((what, method, list(zip(some, stories))))
        del some[:len(stories)]
    with concurrent.futures.ThreadPoolExecutor(AT_A_TIME) as pool:
        for done in [pool.submit(ask_for, binary, config, [user for user, _ in pairs], what, method, package)
                     for what, method, pairs in batches if pairs]:
            done.result()
    for _, _, pairs in batches:
        for user, moves in pairs:
            move_on(binary, config, connection, gateways, user, moves)
    rich = [user for what, _, pairs in batches for user, moves in pairs if what == "topup" and moves == ("settlement",)]
    if rich:
        ask_for(binary, config, rich, "sell", "balance", package)
