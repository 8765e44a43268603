"""What the tests of the invoice queue share: customers with a subscription each and this month's invoices, by the real
action; workers as processes of their own; what the queue and the simulated Xendit hold."""

import json

TWO_A_SECOND = 120
SETTINGS = "INSERT INTO console.setting_value (key, value) VALUES (%s, %s) ON CONFLICT (key) DO UPDATE SET value = excluded.value"


def set_setting(database, key, value):
    database.all(SETTINGS, key, str(value))


def set_rate(database, per_minute=TWO_A_SECOND):
    set_setting(database, "xendit_test_per_minute", per_minute)


def tell_brands(run, **options):
    """The brands of the configuration are known to the database."""
    done = run("worker", "--once", **options)
    assert done.code == 0, done.err


def subscribe(database, count, brand="JAKINET", is_vip=False, tipe="normal", skip=0):
    """A subscription each for so many customers."""
    made = database.all("""INSERT INTO console.subscription (user_id, brand, package, price_rp, tax_percent, due_day, starts_on, is_vip, tipe,
                                                             actor)
                           SELECT u.id, %s, 'Paket 10 GB', 150000 + 1000 * row_number() OVER (ORDER BY u.id, g), 11, 20, date '2020-01-01',
                                  %s, %s, 'test'
                             FROM (SELECT id FROM public.users WHERE is_active AND approval_status = 'APPROVED' ORDER BY id OFFSET %s LIMIT 100) u
                            CROSS JOIN generate_series(1, %s) AS g
                            LIMIT %s RETURNING id::text""", brand, is_vip, tipe, skip, count // 100 + 1, count)
    assert len(made) == count
    return [one for one, in made]


def generate(run, ids, **options):
    """Their invoices of this month."""
    done = run("act", "invoices.generate", *(word for one in ids for word in ("--id", one)), "--yes", "--format", "json", **options)
    assert done.code == 0, done.err
    assert json.loads(done.out)[0]["changed"] == len(ids)


def states(database):
    return dict(database.all("SELECT state, count(*) FROM console.invoice_queue GROUP BY state"))


def is_over(database):
    return not {"pending", "processing"} & set(states(database))


def made_at(gateways):
    """Times and external ids of the invoices asked for, in the order in which they came."""
    return [(entry["at"], json.loads(entry["body"])["external_id"]) for entry in gateways.log("xendit") if entry["method"] == "POST"]


def invoices_at(gateways):
    """How often each external id exists at Xendit."""
    found = {}
    for invoice in gateways.order("dump")["invoices"]:
        found[invoice["external_id"]] = found.get(invoice["external_id"], 0) + 1
    return found


def most_in_a_second(times):
    """The most starts that any sliding second holds."""
    times = sorted(times)
    most = first = 0
    for last, at in enumerate(times):
        while at - times[first] >= 1.0:
            first += 1
        most = max(most, last - first + 1)
    return most


def figures(run, **options):
    done = run("act", "queue.status", "--format", "json", **options)
    assert done.code == 0, done.err
    row, = json.loads(done.out)
    return row


def health(run, **options):
    done = run("act", "queue.health", "--format", "json", **options)
    assert done.code == 0, done.err
    row, = json.loads(done.out)
    return row
