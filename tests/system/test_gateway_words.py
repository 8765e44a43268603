"""Every sequence of up to four words that a gateway can say of one order, in every order and with repeats, against a model
that knows the rules of the trade and not the database. Where two sequences leave the same rows what follows is the same:
each such end is carried on once, and all sequences are looked up in what came of that."""

import itertools
import json

import psycopg
import pytest
from conftest import Database
from gateway_model import PRICE, expected

ONE, TWO = {"k1": 30000}, {"k1": 30000, "k2": 20000}
REST = {**TWO, "k3": 50000}
COMMON = [("pending", "A", {}), ("authorize", "A", {}), ("capture/challenge", "A", {}), ("capture", "A", {}), ("settlement", "A", {}),
          ("deny", "A", {}), ("failure", "A", {}), ("cancel", "A", {}), ("expire", "A", {}), ("partial_refund", "A", ONE),
          ("partial_refund", "A", TWO), ("partial_refund", "A", REST), ("refund", "A", {}), ("partial_chargeback", "A", ONE),
          ("chargeback", "A", {}), ("something_new", "A", {})]
WORDS = {
    "core_api": COMMON,
    # Beside them the words of a second try; what is read in both modes by the same rows is left to the other.
    "snap": [*(word for word in COMMON if word[0] not in ("authorize", "capture/challenge", "failure", "partial_chargeback")
               and word[2] is not REST), ("pending", "B", {}), ("deny", "B", {}), ("settlement", "B", {}), ("refund", "B", {})],
    "invoice": [("PENDING", "A", {}), ("PAID", "A", {}), ("SETTLED", "A", {}), ("EXPIRED", "A", {}), ("VOIDED", "A", {}),
                ("PENDING", "B", {}), ("PAID", "B", {}), ("EXPIRED", "B", {})],
}
# What can follow what at the gateway itself, of one transaction.
MIDTRANS_LIFE = {
    None: ["pending", "capture/challenge", "capture"], "pending": ["settlement", "expire", "cancel", "deny"],
    "capture/challenge": ["capture", "deny", "cancel"], "capture": ["settlement", "cancel"],
    "settlement": ["refund", "partial_refund", "chargeback", "partial_chargeback", "deny"], "partial_refund": ["partial_refund", "refund"],
    "partial_chargeback": ["chargeback"],
}
LIFE = {"core_api": MIDTRANS_LIFE,
        "snap": {word: [name for name in after if name not in ("capture/challenge", "partial_chargeback")]
                 for word, after in MIDTRANS_LIFE.items() if word not in ("capture/challenge", "partial_chargeback")},
        "invoice": {None: ["PENDING"], "PENDING": ["PAID", "EXPIRED"], "PAID": ["SETTLED"]}}

MAKE = """WITH o AS (INSERT INTO console.operation (id, actor, action) VALUES (gen_random_uuid(), 'test', 'payments.news') RETURNING id)
          INSERT INTO console.charge (order_id, kind, gateway, mode, user_id, subject, amount_rp, state, actor)
          SELECT %(order)s, 'deposit', %(gateway)s, %(mode)s, %(user)s, 'x', %(price)s, 'open', 'test' FROM o
          RETURNING (SELECT id FROM o)"""
SAID = """ROW(NULL, %(word)s, %(tx)s, %(price)s, 'IDR', '2026-01-31 10:00:00+07', 'poll', %(fraud)s, %(pieces)s,
              nullif(%(back)s, 0))::console.gateway_said"""
HEAR = f"SELECT console.charge_hear(%(operation)s, %(order)s, {SAID})"
KEEP = f"SELECT console.charge_keep_word(%(order)s, {SAID})"
LOOK = """SELECT c.state, coalesce(c.gateway_status, ''), EXISTS (SELECT FROM console.charge_effect e WHERE e.order_id = c.order_id),
                 c.waits_for IS NOT NULL, console.charge_back_rp(c.order_id),
                 (SELECT coalesce(json_agg(json_build_array(s.transaction_id, s.state, s.waits_for IS NOT NULL,
                                                            console.charge_back_rp(s.order_id)) ORDER BY s.transaction_id), '[]')
                    FROM console.charge s WHERE s.second_of = c.order_id),
                 -- all that what follows can depend on
                 (SELECT json_agg(json_build_array(x.state, x.transaction_id, x.gateway_status, x.odd_word, x.waits_for, x.paid_amount_rp,
                                  (SELECT json_agg(json_build_array(r.refund_key, r.rp) ORDER BY r.refund_key) FROM console.charge_refund r
                                    WHERE r.order_id = x.order_id)) ORDER BY x.order_id)::text
                    FROM console.charge x WHERE x.order_id = c.order_id OR x.second_of = c.order_id)
            FROM console.charge c WHERE c.order_id = %(order)s"""


class Walk:
    """Ends, and where each word leads from each."""

    def __init__(self, connection, mode, words):
        self.connection, self.mode, self.words = connection, mode, words
        self.gateway = "xendit" if mode == "invoice" else "midtrans"
        self.user = connection.execute("SELECT id FROM public.users WHERE role = 'USER' ORDER BY id LIMIT 1").fetchone()[0]
        self.count, self.seen, self.leads = 0, {}, {}
        self.start = self.look(self.begin([]))
        self.carry_on(4)

    def begin(self, path):
        """A charge that has heard all of a path."""
        self.count += 1
        about = {"order": f"WALK-{self.mode}-{self.count}", "gateway": self.gateway, "mode": self.mode, "user": self.user, "price": PRICE}
        about["operation"] = self.connection.execute(MAKE, about).fetchone()[0]
        for word in path:
            self.hear(about, word)
        return about

    def hear(self, about, word):
        name, transaction, pieces = word
        word, _, fraud = name.partition("/")
        said = {**about, "word": word, "tx": transaction, "fraud": fraud or "accept", "back": sum(pieces.values()),
                "pieces": json.dumps([{"key": key, "rp": rp} for key, rp in pieces.items()]) if pieces else None}
        self.connection.execute(HEAR, said)
        self.connection.execute(KEEP, said)

    def look(self, about):
        state, last, applied, waits, back, others, end = self.connection.execute(LOOK, about).fetchone()
        end += str(applied)
        self.seen[end] = {"state": state, "last": last, "applied": applied, "waits": waits, "back": back,
                          "others": [tuple(other) for other in others]}
        return end

    def carry_on(self, steps):
        """From each end that is new, by one word more, which is taken back again."""
        ends = {self.start: []}
        for _ in range(steps):
            fresh = {}
            for end, path in ends.items():
                about, self.leads[end] = self.begin(path), []
                for word in self.words:
                    with self.connection.transaction(force_rollback=True):
                        self.hear(about, word)
                        led = self.look(about)
                    self.leads[end].append(led)
                    fresh.setdefault(led, [*path, word])
            ends = {end: path for end, path in fresh.items() if end not in self.leads}

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
    walk, words = walks(mode), WORDS[mode]
    compared = 0
    for length in range(1, 5):
        for numbers in itertools.product(range(len(words)), repeat=length):
            said = [words[i] for i in numbers]
            came, should = walk.end_of(numbers), expected(mode, said)
            assert came == should, f"{said}\n  is        {came}\n  should be {should}"
            compared += 1
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
