"""What the database writes ahead (WAL), which is what wears out an SD card: at rest, and while 2,000 customers use some 1,450
devices. A former build does the same beside ours, on a server of its own, with the same routers."""

import os
import time

import former
import postgres
import psycopg
import sandbox
from processes import stop
from rest import SETTLE_S, start_worker

USERS = 2000
REST_S = 300
LOOK_S = 60
WARM_LOOKS, LOOKS, CHECKPOINT_LOOKS = 10, 10, 5  # a look is a minute; a checkpoint comes every five, as is usual
BUSY = ((300_000, 3_000_000), (9_000, 21_000), None)  # bytes in and out of a minute: each third of the devices
# What a server has that nobody has set up for speed.
SETTINGS = {"full_page_writes": "on", "wal_level": "replica", "checkpoint_timeout": "1h", "max_wal_size": "4GB",
            "autovacuum_naptime": "1min"}
JOBS_REST = "SELECT string_agg(name, ', ') FROM console.job WHERE last_run_at IS NULL OR lease_until IS NOT NULL"
# Both for LIKE: what runs each minute, and what looks at the routers every five.
EACH, FIFTH = ["usage_sync:%"], ["usage_sync:%", "reconcile:%"]
MAKE_DUE = "UPDATE console.job SET next_run_at = clock_timestamp() WHERE name LIKE ANY (%s)"
RUNNING = "SELECT string_agg(name, ', ') FROM console.job WHERE name LIKE ANY (%s) AND lease_until IS NOT NULL"
HAVE_RUN = """SELECT string_agg(name, ', ') FROM console.job
               WHERE name LIKE ANY (%s) AND (last_run_at < %s OR lease_until IS NOT NULL)"""


class Card:
    """A build at work on a server of its own."""

    def __init__(self, region, binary, server, config, name):
        self.binary, self.config, self.region, self.server = binary, config, region, server
        self.connection = psycopg.connect(server.conninfo(name), autocommit=True)
        self.worker = None

    def one(self, sql, *parameters):
        return self.connection.execute(sql, parameters or None).fetchone()[0]

    def start(self):
        self.worker = start_worker(self.region, self.binary, self.config)
        self.wait(JOBS_REST)
        self.connection.execute("VACUUM (ANALYZE)")
        self.connection.execute("CHECKPOINT")

    def wait(self, sql, *parameters):
        """Until it names none."""
        deadline = time.monotonic() + SETTLE_S
        while names := self.one(sql, *parameters):
            if self.worker.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"jobs of {self.binary} have not come to rest: {names}")
            time.sleep(0.2)

    def written(self):
        return int(self.one("SELECT pg_current_wal_lsn() - '0/0'::pg_lsn"))

    def look(self, number):
        jobs = EACH if number % CHECKPOINT_LOOKS else FIFTH
        if jobs is FIFTH:
            self.connection.execute("CHECKPOINT")
        self.wait(RUNNING, jobs)  # its end would put off what is made due meanwhile
        since = self.one("SELECT clock_timestamp()")
        self.connection.execute(MAKE_DUE, (jobs,))
        self.connection.execute("NOTIFY hotspot_console, 'jobs'")
        self.wait(HAVE_RUN, jobs, since)

    def close(self):
        stop(self.worker)
        self.connection.close()


def let_traffic_pass(region):
    for router in region.routers.values():
        for index, mac in enumerate(region.macs[router]):
            if BUSY[index % len(BUSY)]:
                came, went = BUSY[index % len(BUSY)]
                router.order("traffic", mac=mac, bytes_in=came, bytes_out=went)


def note_devices(region, connection):
    region.macs = {}
    for name, router in region.routers.items():
        region.macs[router] = [mac for mac, in connection.execute(
            "SELECT DISTINCT d.mac_address FROM public.user_devices d JOIN public.users u ON u.id = d.user_id"
            " WHERE d.last_hotspot_host_id IS NOT NULL AND u.mikrotik_server_name = %s ORDER BY 1", (sandbox.ROUTERS[name][0],))]


def former_card(region, binary, started):
    """On a second server, with the same customers."""
    place = region.scratch.file("former")
    os.mkdir(place, 0o755)
    server = postgres.Postgres(place)
    started.append(server)
    server.start()
    server.psql("postgres", "-c", "CREATE DATABASE former")
    config = region.scratch.file("former.conf")
    with open(region.config, encoding="utf-8") as given, open(config, "w", encoding="utf-8") as out:
        out.write(given.read().replace(region.postgres.conninfo("hotspot"), server.conninfo("former")))
    former.migrate(binary, config, ["worker"])
    sandbox.load_sample(server, "former", USERS)
    return Card(region, binary, server, config, "former")


def at_rest(cards):
    before = [card.written() for card in cards]
    time.sleep(REST_S)
    return [(card.written() - since) * 3600 / REST_S for card, since in zip(cards, before)]


def at_work(region, cards):
    for number in range(WARM_LOOKS + LOOKS):
        if number == WARM_LOOKS:
            before = [card.written() for card in cards]
        let_traffic_pass(region)
        for card in cards:
            card.look(number)
    return [(card.written() - since) * 3600 / (LOOKS * LOOK_S) for card, since in zip(cards, before)]


def measure(region, options, report, started):
    cards = [Card(region, options.binary, region.postgres, region.config, "hotspot")]
    started.append(cards[0])
    if options.before:
        cards.append(former_card(region, options.before, started))
        started.append(cards[1])
    note_devices(region, cards[0].connection)
    for card in cards:
        card.start()
    # Rest comes last: new tables are vacuumed and analysed for some minutes.
    for what, figures in (("with 2000 customers at it", at_work(region, cards)), ("at rest", at_rest(cards))):
        peer = figures[1] / 1e6 if options.before else None
        report.add(f"written ahead {what}", figures[0] / 1e6, "MB an hour", None, "a former build" if options.before else None, peer,
                   0.5 if options.before else None)


def run(options, report):
    usual, sandbox.ROUTER_USERS = dict(postgres.SETTINGS), USERS
    postgres.SETTINGS.update(SETTINGS)
    region = sandbox.Sandbox(users=USERS, worker=False, binary=options.binary, drifts=False)
    started = []
    try:
        region.start()
        measure(region, options, report, started)
    finally:
        for one in reversed(started):
            one.close() if isinstance(one, Card) else one.stop()
        region.stop()
        postgres.SETTINGS.update(usual)
