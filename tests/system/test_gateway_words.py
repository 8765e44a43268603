"""Every sequence of up to four words that a gateway can say of one order, in every order and with repeats, against a model
that knows the rules of the trade and not the database. Where two sequences leave the same rows what follows is the same:
each such end is carried on once, and all sequences are looked up in what came of that."""

import copy
import itertools
import json

import psycopg
import pytest
from conftest import Database
from gateway_model import PRICE, Charge

ONE, TWO = {"k1": 30000}, {"k1": 30000, "k2": 20000}
REST = {**TWO, "k3": 50000}
COMMON = [("pending", "A", {}), ("authorize", "A", {}), ("capture/challenge", "A", {}), ("capture", "A", {}), ("settlement", "A", {}),
          ("deny", "A", {}), ("failure", "A", {}), ("cancel", "A", {}), ("expire", "A", {}), ("partial_refund", "A", ONE),
          ("partial_refund", "A", TWO), ("partial_refund", "A", REST), ("refund", "A", {}), ("partial_chargeback", "A", ONE),
          ("chargeback", "A", {}), ("chargeback", "A", ONE), ("something_new", "A", {})]
WORDS = {
    "core_api": COMMON,
    # Beside them the words of a second try.
    "snap": [*COMMON, ("pending", "B", {}), ("deny", "B", {}), ("settlement", "B", {}), ("refund", "B", {})],
    "invoice": [("PENDING", "A", {}), ("PAID", "A", {}), ("SETTLED", "A", {}), ("EXPIRED", "A", {}), ("VOIDED", "A", {}),
                ("PENDING", "B", {}), ("PAID", "B", {}), ("EXPIRED", "B", {})],
    "session": [("ACTIVE", "A", {}), ("payment.AUTHORIZED", "A", {}), ("payment.FAILED", "A", {}), ("payment.SUCCEEDED", "A", {}),
                ("COMPLETED", "A", {}), ("EXPIRED", "A", {}), ("CANCELED", "A", {}), ("PAUSED", "A", {}), ("ACTIVE", "B", {}),
                ("payment.FAILED", "B", {}), ("COMPLETED", "B", {}), ("EXPIRED", "B", {})],
}
# What can follow what at the gateway itself, of one transaction.
MIDTRANS_LIFE = {
    None: ["pending", "capture/challenge", "capture"], "pending": ["settlement", "expire", "cancel", "deny"],
    "capture/challenge": ["capture", "deny", "cancel"], "capture": ["settlement", "cancel"],
    "settlement": ["refund", "partial_refund", "chargeback", "partial_chargeback", "deny"], "partial_refund": ["partial_refund", "refund"],
    "partial_chargeback": ["chargeback"],
}
LIFE = {"core_api": MIDTRANS_LIFE, "snap": MIDTRANS_LIFE, "invoice": {None: ["PENDING"], "PENDING": ["PAID", "EXPIRED"], "PAID": ["SETTLED"]},
        "session": {None: ["ACTIVE"], "ACTIVE": ["payment.SUCCEEDED", "EXPIRED", "CANCELED"], "payment.SUCCEEDED": ["COMPLETED"]}}

TABLE = """CREATE TEMP TABLE step (order_id text PRIMARY KEY, was text, operation uuid DEFAULT gen_random_uuid(), word text, tx text,
                                   fraud text, pieces jsonb, back bigint) ON COMMIT DROP"""
BEGIN = """INSERT INTO console.charge (order_id, kind, gateway, mode, user_id, subject, amount_rp, state, actor)
           VALUES (%(order)s, 'deposit', %(gateway)s, %(mode)s, %(user)s, 'x', %(price)s, 'open', 'test')"""
# Each step goes on from a copy of the charge that stands for an end: the order's, and those of further payments of it.
COPY = ("TRUNCATE step",
        """INSERT INTO step (order_id, was, word, tx, fraud, pieces, back)
           SELECT * FROM jsonb_to_recordset(%(steps)s) AS j (order_id text, was text, word text, tx text, fraud text, pieces jsonb, back bigint)""",
        "INSERT INTO console.operation (id, actor, action) SELECT s.operation, 'test', 'payments.news' FROM step s",
        """INSERT INTO console.charge
           SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(), 'order_id', replace(c.order_id, s.was, s.order_id),
                                         'second_of', CASE WHEN c.second_of IS NOT NULL THEN s.order_id END))).*
             FROM step s JOIN console.charge c ON s.was IN (c.order_id, c.second_of)
            ORDER BY c.second_of NULLS FIRST""",
        """INSERT INTO console.charge_effect
           SELECT (jsonb_populate_record(e, jsonb_build_object('order_id', s.order_id))).*
             FROM step s JOIN console.charge_effect e ON e.order_id = s.was""",
        """INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
           SELECT b.operation_id, b.user_id, b.rp, s.order_id, b.note FROM step s JOIN console.balance_entry b ON b.order_id = s.was""",
        """INSERT INTO console.charge_refund
           SELECT (jsonb_populate_record(r, jsonb_build_object('order_id', replace(r.order_id, s.was, s.order_id)))).*
             FROM step s JOIN console.charge c ON s.was IN (c.order_id, c.second_of) JOIN console.charge_refund r ON r.order_id = c.order_id""",
        "ANALYZE step, console.charge, console.charge_refund, console.charge_effect, console.operation")
SAID = """ROW(NULL, s.word, s.tx, %(price)s, 'IDR', '2026-01-31 10:00:00+07', 'poll', s.fraud, s.pieces,
              nullif(s.back, 0))::console.gateway_said"""
HEAR = f"SELECT count(console.charge_hear(s.operation, s.order_id, {SAID})) FROM step s"
KEEP = f"SELECT count(console.charge_keep_word(s.order_id, {SAID})::text) FROM step s"
LOOK = """SELECT c.order_id, c.state, coalesce(c.gateway_status, ''), EXISTS (SELECT FROM console.charge_effect e WHERE e.order_id = c.order_id),
                 c.waits_for IS NOT NULL, console.charge_back_rp(c.order_id),
                 (SELECT coalesce(json_agg(json_build_array(s.transaction_id, s.state, s.waits_for IS NOT NULL,
                                                            console.charge_back_rp(s.order_id)) ORDER BY s.transaction_id), '[]')
                    FROM console.charge s WHERE s.second_of = c.order_id),
                 -- all that what follows can depend on
                 (SELECT json_agg(json_build_array(x.state, x.transaction_id, x.gateway_status, x.odd_word, x.waits_for, x.paid_amount_rp,
                                  (SELECT json_agg(json_build_array(r.refund_key, r.rp) ORDER BY r.refund_key) FROM console.charge_refund r
                                    WHERE r.order_id = x.order_id)) ORDER BY x.order_id)::text
                    FROM console.charge x WHERE x.order_id = c.order_id OR x.second_of = c.order_id)
            FROM console.charge c WHERE c.order_id = ANY (%(orders)s)"""


class Walk:
    """Ends, and where each word leads from each: all ends that are new are carried on by all words in the same statements."""

    def __init__(self, connection, mode, words):
        self.connection, self.mode, self.words = connection, mode, words
        self.about = {"gateway": "xendit" if mode in ("invoice", "session") else "midtrans", "mode": mode, "price": PRICE,
                      "user": connection.execute("SELECT id FROM public.users WHERE role = 'USER' ORDER BY id LIMIT 1").fetchone()[0]}
        connection.execute(TABLE.replace("TABLE", "TABLE IF NOT EXISTS", 1))
        self.count, self.seen, self.leads = 0, {}, {}
        first = self.new_order()
        connection.execute(BEGIN, {**self.about, "order": first})
        self.start = self.look([first])[first]
        ends = {self.start: first}
        for _ in range(4):
            ends = self.carry_on(ends)

    def new_order(self):
        self.count += 1
        return f"WALK-{self.mode}-{self.count:06}"

    def look(self, orders):
        """At what each stands now."""
        came = {}
        for order, state, last, applied, waits, back, others, end in self.connection.execute(LOOK, {"orders": orders}):
            came[order] = end + str(applied)
            self.seen[came[order]] = {"state": state, "last": last, "applied": applied, "waits": waits, "back": back,
                                      "others": [tuple(other) for other in others]}
        return came

    def step(self, was, word):
        name, transaction, pieces = word
        word, _, fraud = name.partition("/")
        return {"order_id": self.new_order(), "was": was, "word": word, "tx": transaction, "fraud": fraud or "accept", "back": sum(pieces.values()),
                "pieces": [{"key": key, "rp": rp} for key, rp in pieces.items()] or None}

    def carry_on(self, ends):
        """From each of them by one word more; the ends that are new, and which order stands for each."""
        steps = {end: [self.step(order, word) for word in self.words] for end, order in ends.items()}
        said = {**self.about, "steps": json.dumps(list(itertools.chain(*steps.values())))}
        for statement in (*COPY, HEAR, KEEP):
            self.connection.execute(statement, said)
        came = self.look([step["order_id"] for step in itertools.chain(*steps.values())])
        for end, made in steps.items():
            self.leads[end] = [came[step["order_id"]] for step in made]
        return {end: order for order, end in came.items() if end not in self.leads}

    def end_of(self, numbers):
        end = self.start
        for i in numbers:
            end = self.leads[end][i]
        return self.seen[end]


@pytest.fixture(scope="module")
def walks(server, template):
    database = Database(server, template.name)
    with psycopg.connect(database.conninfo) as connection:
        made = {}
        yield lambda mode: made.setdefault(mode, None) or made.update({mode: Walk(connection, mode, WORDS[mode])}) or made[mode]
        connection.rollback()
    database.drop()


@pytest.mark.parametrize("mode", WORDS)
def test_all_sequences_of_four_words_end_as_the_model_says(walks, mode):
    """Sequences that have brought database and model to the same ends go on together: each such pair is compared once, and stands for
    as many sequences as lead to it."""
    walk, words = walks(mode), WORDS[mode]
    pairs, compared = {(walk.start, repr(Charge(mode))): (Charge(mode), [], 1)}, 0
    for _ in range(4):
        carried = {}
        for (end, _), (charge, path, count) in pairs.items():
            for i, word in enumerate(words):
                should, led, said = copy.deepcopy(charge), walk.leads[end][i], [*path, word]
                should.hear(*word)
                assert walk.seen[led] == should.seen(), f"{said}\n  is        {walk.seen[led]}\n  should be {should.seen()}"
                compared += count
                known = carried.get((led, repr(should)), (should, said, 0))
                carried[led, repr(should)] = (*known[:2], known[2] + count)
        pairs = carried
    assert compared == sum(len(words) ** length for length in range(1, 5))


def lives(mode):
    """Every course that an order can really take, up to four words."""
    pieces = {"partial_refund": iter, "partial_chargeback": iter}

    def grow(course):
        yield course
        if len(course) < 4:
            for name in LIFE[mode].get(course[-1][0] if course else None, []):
                parts = sum(name == earlier[0] for earlier in course)
                went = [ONE, TWO, REST][min(parts, 2)] if name in pieces else {}
                if name != "partial_chargeback" or parts == 0:
                    yield from grow([*course, (name, "A", went)])

    return [course for course in grow([]) if course]


@pytest.mark.parametrize("mode", WORDS)
def test_polls_and_notifications_and_both_come_to_the_same_end(walks, mode):
    """A poll sees some words of a course and its last one; a notification is asked about, and what is answered then is a word of
    the course, too. Whatever was missed, or came again late: the end is that of the whole course. Only where the money was gone
    before anybody heard of it there was nothing to apply."""
    walk, number = walks(mode), {json.dumps(word): i for i, word in enumerate(WORDS[mode])}
    courses = lives(mode)
    for course in courses:
        whole = walk.end_of([number[json.dumps(word)] for word in course])
        for heard in itertools.product((False, True), repeat=len(course) - 1):
            some = [word for word, is_heard in zip(course, (*heard, True)) if is_heard]
            for late in (None, *some[:-1], some[-1]):  # one that comes again when all is said
                came = walk.end_of([number[json.dumps(word)] for word in [*some, *([late] if late else [])]][:4])
                if len(some) + bool(late) > 4:
                    continue
                differs = {key for key in came if came[key] != whole[key]}
                # on Snap's page a try that is refused, as far as anybody knows, leaves the order open until its time is over
                is_gone = (came["state"] in ("refunded", "charged_back", "cancelled", "failed")
                           or (mode == "snap" and course[-1][0] == "deny" and came["state"] == "open"))
                assert differs <= ({"applied", "waits", "state", "last", "back"} if is_gone else set()), (course, some, late, whole, came)
                if "state" in differs:  # a void or a reversal that nobody heard the payment of
                    assert course[-1][0] in ("cancel", "deny") and not came["applied"], (course, some, late)
    assert len(courses) >= 3
