"""An hour of a network on which nothing is wrong: customers come online, use their quota up, buy, let links lapse, owe and pay,
expire, get invoices and pay them. Not one incident comes of it.

The hour is simulated: all times in the database, at the gateways and on the router move on by five minutes at a stroke, then all
jobs run. HC_QUIET_USERS: how many customers, 10000 for the whole hour; left out: those of the sample, and 25 minutes."""

import os
import random
import subprocess

import psycopg
import pytest
import router_state
import sandbox
from conftest import SAMPLE_USERS, Database
from passing_time import PassingTime

USERS = int(os.environ.get("HC_QUIET_USERS", SAMPLE_USERS))
STEP_S, STEPS = 300, 12 if USERS > SAMPLE_USERS else 5
MB = 1048576
# What the sample has that is no trouble-free network: blocks for debts of none, and links that no gateway knows.
SOUND = """UPDATE public.users SET is_blocked = false, blocked_reason = NULL, blocked_at = NULL WHERE blocked_reason IS DISTINCT FROM 'Berbagi akun';
    DELETE FROM public.transactions WHERE status = 'PENDING'; DELETE FROM console.charge WHERE state IN ('new', 'open');
    UPDATE console.router_sync_state SET counters_moved_at = now(), last_usage_at = now()"""
CUSTOMERS = """SELECT u.id::text FROM public.users u WHERE u.is_active AND u.approval_status = 'APPROVED' AND u.role = 'USER'
    AND NOT u.is_blocked AND NOT u.is_unlimited_user AND u.manual_debt_mb = 0 AND u.quota_expiry_date > now() + interval '2 hours'
    AND u.total_quota_used_mb < u.total_quota_purchased_mb
    AND NOT EXISTS (SELECT FROM console.charge c WHERE c.user_id = u.id AND c.state IN ('new', 'open')) ORDER BY u.phone_number"""


@pytest.fixture
def database(server, database, router, binary, tmp_path):  # pylint: disable=redefined-outer-name,function-redefined
    if USERS == SAMPLE_USERS:
        yield database
        return
    made = Database(server)
    config = tmp_path / "big.conf"
    config.write_text(f'database = "{made.conninfo}";\n', encoding="utf-8")
    sandbox.migrate(binary, str(config))
    subprocess.run(["psql", "-X", "-q", "-v", f"users={USERS}", "-v", f"online={USERS}", "-f", sandbox.SAMPLE, made.conninfo], check=True,
                   stdin=subprocess.DEVNULL)
    with psycopg.connect(made.conninfo) as connection:
        router_state.write(connection, str(tmp_path / "router.json"), drifts=False)
    router.order("load", file=str(tmp_path / "router.json"))
    yield made
    made.drop()


class Hour:
    def __init__(self, run, database, router, gateways):
        self.run, self.database, self.router, self.gateways = run, database, router, gateways
        self.chance = random.Random(20)
        self.quiet = [user for user, in database.all(CUSTOMERS)]
        self.online = database.all("SELECT mac_address, user_id::text FROM public.user_devices WHERE last_hotspot_host_id IS NOT NULL ORDER BY 1")
        self.time = PassingTime(database, router, gateways)
        self.few = max(2, USERS // 1000)
        self.never_paid = None

    def act(self, *arguments):
        done = self.run("act", *arguments, "--yes", timeout=300)
        assert done.code == 0, done.out + done.err

    def some(self, count):
        """Of the customers of whom nothing is odd, each once as long as there are others."""
        if len(self.quiet) < count:
            self.quiet = [user for user, in self.database.all(CUSTOMERS)]
        return [self.quiet.pop(self.chance.randrange(len(self.quiet))) for _ in range(min(count, len(self.quiet)))]

    def let_jobs_run(self):
        """Those of a worker, twice: what the first run brings about is seen by the second."""
        for _ in range(2):
            self.database.all("UPDATE console.job SET next_run_at = now() - interval '1 s', kept_by = NULL, lease_until = NULL"
                              " WHERE interval_s < 86400 OR name = 'billing'")
            done = self.run("worker", "--once", timeout=300)
            assert done.code == 0, done.err
        self.act("jobs.run", "--id", "incident_watch")

    def incidents(self):
        """All that there were, those that are over as well."""
        return self.database.all("SELECT i.kind, i.cause, i.example, i.rows, i.closed_at IS NOT NULL AS is_over FROM console.incident i")

    def differences(self):
        return self.database.all("SELECT d.kind, d.cause, count(*), min(d.subject) FROM console.drift d GROUP BY 1, 2 ORDER BY 3 DESC LIMIT 5")

    def surf(self):
        """Most a little, some the rest of what they have."""
        for mac, _ in self.chance.sample(self.online, max(10, len(self.online) // 20)):
            self.router.order("traffic", mac=mac, bytes_in=self.chance.randrange(40) * MB, bytes_out=self.chance.randrange(400) * MB)
        for user in self.some(self.few):
            mac = self.database.one("SELECT mac_address FROM public.user_devices WHERE user_id = %s AND last_hotspot_host_id IS NOT NULL LIMIT 1", user)
            if mac:
                left = self.database.one("SELECT ceil(total_quota_purchased_mb - total_quota_used_mb)::bigint FROM public.users WHERE id = %s", user)
                self.router.order("traffic", mac=mac, bytes_out=(left + 1) * MB)

    def log_in(self, step):
        """The portal's login: a new phone is let in, and the router has it as a host."""
        for number, user in enumerate(self.some(self.few)):
            mac, address = f"02:77:{step:02X}:00:00:{number:02X}", f"10.77.{step}.{number + 1}"
            self.database.all("""INSERT INTO public.user_devices (id, user_id, mac_address, ip_address, is_authorized, first_seen_at, last_seen_at)
                                 VALUES (gen_random_uuid(), %s, %s, %s, true, now(), now())""", user, mac, address)
            self.database.all("UPDATE public.users SET last_login_at = now() WHERE id = %s", user)
            self.router.order("row", path="/ip/hotspot/host", verb="add", values={
                "mac-address": mac, "address": address, "to-address": address, "server": "hotspot1", "bytes-in": "0", "bytes-out": "1000",
                "uptime-s": "10", "authorized": "false", "bypassed": "true", "comment": ""})
            self.act("users.sync", "--id", user)

    def sell(self, step):
        """Links, of which two in three are paid at once or some minutes later, and cash."""
        self.act("payments.sell", "--id", *self.some(self.few), "package=Paket 10 GB", "method=qris")
        self.act("payments.sell", "--id", *self.some(2), "package=Paket 10 GB", "method=cash")
        waiting = [order for order, in self.database.all("SELECT order_id FROM console.charge WHERE state = 'open' AND gateway = 'midtrans'")]
        self.never_paid = self.never_paid or waiting[0]  # whatever chance says, one ends by its time
        for order in waiting:
            if order != self.never_paid and self.chance.random() < 0.4:
                self.gateways.move(order, "settlement")
        if step == 3:
            self.act("quota.reset_with_debt", "--id", *self.some(2), "mb=1024")
        if step == 5:
            owing = [user for user, in self.database.all("SELECT id::text FROM public.users WHERE manual_debt_mb > 0 AND NOT is_blocked AND is_active LIMIT 3")]
            self.act("payments.settle_debt", "--id", *owing, "method=cash")

    def bill(self, step):
        if step == 1:
            self.act("subscriptions.add", "--id", *self.some(3 * self.few), "brand=JAKINET", "package=Paket 10 GB")
            self.act("invoices.generate")
        if step in (4, 8):
            for number, in self.database.all("SELECT invoice_number FROM console.invoice WHERE status = 'unpaid' AND payment_link IS NOT NULL LIMIT %s",
                                             self.few):
                self.gateways.move(number, "PAID", gateway="xendit")

    def expire(self):
        """The time of some is over within the step."""
        self.database.all("UPDATE public.users SET quota_expiry_date = now() + interval '1 minute' WHERE id = ANY (%s::text[]::uuid[])", self.some(self.few))

    def go_on(self, step):
        self.surf()
        self.log_in(step)
        self.sell(step)
        self.bill(step)
        self.expire()
        self.let_jobs_run()
        self.time.go_on(STEP_S)
        self.let_jobs_run()


@pytest.fixture
def hour(run, database, router, gateways, make_config, worker, request, free_port):  # pylint: disable=redefined-outer-name
    listen = f"127.0.0.1:{free_port()}"
    gateways.order("notify", url=f"http://{listen}/notify")
    path = make_config(database, [router], midtrans=gateways, xendit=gateways, telegram=gateways, listen=listen)

    def run_here(*arguments, **options):
        return run(*arguments, config=path, **options)

    with database.connect() as connection:
        connection.execute("SET session_replication_role = replica")
        connection.execute(SOUND)
    worker(config=path)
    begun = Hour(run_here, database, router, gateways)
    begun.act("settings.set", "--id", "reconcile_policy", "value=mend")  # nobody else brings to the router what time brings about
    begun.act("routers.reconcile", "--id", "main", "mend=safe")
    begun.let_jobs_run()
    begun.act("routers.reconcile", "--id", "main", "mend=safe")
    return begun


def test_nothing_is_wrong_in_an_hour_in_which_nothing_is(hour, database):
    assert hour.incidents() == []
    for step in range(STEPS):
        hour.go_on(step)
        assert hour.incidents() == [], (f"after {(step + 1) * STEP_S // 60} minutes", hour.differences())
    states = dict(database.all("SELECT state, count(*) FROM console.charge GROUP BY 1"))
    assert states["paid"] > STEPS and states["expired"] >= 1, states
    assert database.one("SELECT count(*) FROM console.invoice WHERE status = 'paid'") >= 1
    assert database.one("SELECT count(*) FROM public.users WHERE total_quota_used_mb >= total_quota_purchased_mb") >= STEPS
