"""What the tests of payments share: selling by the command line, charges as the database and the gateway have them,
everything that was due done at once, and a search for secrets wherever they could have got to."""

import base64
import json
import re
import urllib.error
import urllib.request

import psycopg
from test_crash import wait_until

# What waits for a time, for somebody else's lease to end, or for a worker that keeps it and may be gone, is due now; nobody
# sleeps for it.
ALL_DUE = (
    "UPDATE console.outbox SET next_attempt_at = now() - interval '1 second' WHERE state = 'pending'",
    "UPDATE console.outbox SET lease_until = now() - interval '1 second' WHERE state = 'running'",
    "UPDATE console.inbox SET next_try_at = now() - interval '1 second', lease_until = now() - interval '1 second' WHERE state = 'new'",
    "UPDATE console.job SET next_run_at = now() - interval '1 second', lease_until = now() - interval '1 second', kept_by = NULL",
    "UPDATE console.charge SET asked_at = asked_at - interval '1 hour' WHERE state IN ('new', 'open')",
)


def secrets_of(gateways):
    """Every form in which a secret of the configuration could get out."""
    secrets = dict(gateways.address["secrets"])
    basic = [base64.b64encode(f"{secrets[name]}:".encode()).decode() for name in ("midtrans", "xendit")]
    return [*secrets.values(), *basic]


def sell(run, user, *arguments, package="Paket 10 GB", **options):
    """Result of selling; the charge's order id is in order_of()."""
    return run("act", "payments.sell", "--id", str(user), f"package={package}", *arguments, "--yes", "--format", "json", **options)


def sold(run, database, user, *arguments, **options):
    """Sells, and gives the order id of the charge, once it is open at the gateway: a worker may have been faster."""
    done = sell(run, user, *arguments, **options)
    assert done.code == 0, done.err
    order = order_of(database, user)
    wait_until(lambda: state(database, order) == "open", 5)
    return order


def order_of(database, user):
    return database.one("SELECT order_id FROM console.charge WHERE user_id = %s ORDER BY created_at DESC LIMIT 1", user)


def state(database, order):
    return database.one("SELECT state FROM console.charge WHERE order_id = %s", order)


def charge(database, order):
    return database.one("SELECT to_jsonb(c) FROM console.charge c WHERE order_id = %s", order)


def quota(database, user):
    return database.one("SELECT total_quota_purchased_mb FROM public.users WHERE id = %s", user)


def buyer(database, condition="true", skip=0):
    """A customer without debt of any kind whose bought quota is what he may still use."""
    found = database.one(f"""SELECT u.id::text FROM public.users u WHERE u.is_active AND u.approval_status = 'APPROVED'
                             AND NOT u.is_blocked AND u.role = 'USER' AND NOT u.is_unlimited_user AND u.manual_debt_mb = 0
                             AND u.total_quota_used_mb < u.total_quota_purchased_mb AND {condition}
                             ORDER BY u.id OFFSET {int(skip)} LIMIT 1""")
    assert found, condition
    return found


def make_due(database):
    """What waits for a time is due; jobs that have no row yet are due by themselves."""
    for statement in ALL_DUE:
        database.all(statement)


def settle(run, database, rounds=1, **options):
    """Everything that waits is done by a worker that ends."""
    for _ in range(rounds):
        make_due(database)
        done = run("worker", "--once", **options)
    return done


def applied(database, order):
    """How often the charge has had its effect, by each of the places where that is written."""
    return database.one("""SELECT (SELECT count(*) FROM console.charge_effect WHERE order_id = %(o)s),
                                  (SELECT count(*) FROM public.quota_mutation_ledger l JOIN console.charge_effect f
                                      ON f.operation_id::text = l.idempotency_key WHERE f.order_id = %(o)s),
                                  (SELECT count(*) FROM console.audit_log a JOIN console.charge_effect f
                                      ON f.operation_id = a.operation_id WHERE f.order_id = %(o)s AND a.entity_type = 'user')
                           """.replace("%(o)s", "'" + order.replace("'", "''") + "'"))


def post(url, body, headers=(), timeout=10):
    """Status of the answer; None where nobody answers."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    request = urllib.request.Request(url, data, {"Content-Type": "application/json", **dict(headers)}, method="POST")
    try:
        with urllib.request.urlopen(request, timeout=timeout) as answer:
            return answer.status
    except urllib.error.HTTPError as refused:
        return refused.code
    except OSError:
        return None


def charge_at_gateway(gateways, order, amount, method="qris"):
    """A charge that somebody else, such as the portal, made at the simulated gateway."""
    body = {"payment_type": method, "transaction_details": {"order_id": order, "gross_amount": amount}}
    key = base64.b64encode(f"{gateways.address['secrets']['midtrans']}:".encode()).decode()
    status = post(f"{gateways.url()}/v2/charge", body, {"Authorization": f"Basic {key}"})
    assert status == 200, status


def everything_kept(database):
    """Every row of every table, as text."""
    with psycopg.connect(database.conninfo, autocommit=True) as connection:
        tables = connection.execute("SELECT format('%I.%I', schemaname, tablename) FROM pg_tables"
                                    " WHERE schemaname IN ('public', 'console')").fetchall()
        rows = []
        for name, in tables:
            columns = connection.execute("SELECT string_agg(CASE WHEN a.atttypid = 'bytea'::regtype THEN format('encode(%%I, ''escape'')', attname)"
                                         " ELSE format('%%I::text', attname) END, ', ') FROM pg_attribute a"
                                         " WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped", (name,)).fetchone()[0]
            rows += connection.execute(f"SELECT concat_ws(' ', {columns}) FROM {name}").fetchall()
    return "\n".join(row for row, in rows)


def assert_no_secret(gateways, tmp_path, database, *texts):
    """In no output, no file that the program wrote, no row."""
    places = {"output": "\n".join(texts), "database": everything_kept(database)}
    places.update({path.name: path.read_text(encoding="utf-8", errors="replace") for path in tmp_path.rglob("*.log")})
    found = [(where, secret) for where, text in places.items() for secret in secrets_of(gateways) if secret in text]
    assert not found, found


def words_of(result):
    """What the program said, as one line without blanks in a row."""
    return re.sub(r"\s+", " ", result.err + " " + result.out)
