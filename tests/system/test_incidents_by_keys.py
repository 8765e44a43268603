"""Incidents that come of what happens (a gateway that answers so, a router that refuses, somebody who writes past the program),
each seen by the next look, mended from its own page by keys, and seen to close. What looks alike but is none leaves the detector
silent: mostly the same, before its time is up. Many at once, as it is on a bad day: what one does is not laid at another's door."""

import collections
import contextlib
import json
import re

import pytest
from cashdesk import make_due, order_of, state
from passing_time import PassingTime
from test_crash import wait_until

# cause(w), what mends it at its page: (keys before the preview, what the preview must show) or a function of (w, screen); after:
# what is so then; alike(w): what looks like it and is none, before.
Case = collections.namedtuple("Case", "kind cause alike mend", defaults=(None, "M"))
MINUTE = 60


class World:
    def __init__(self, run, console, database, router, gateways, config, tmp_path):
        self.run, self.console, self.database, self.router, self.gateways = run, console, database, router, gateways
        self.config, self.tmp_path, self.kept = config, tmp_path, {}
        self.time = PassingTime(database, router, gateways)
        self.users = iter([user for user, in database.all("""SELECT u.id::text FROM public.users u
            WHERE u.is_active AND u.approval_status = 'APPROVED' AND u.role = 'USER' AND NOT u.is_blocked AND u.manual_debt_mb = 0
              AND NOT u.is_unlimited_user AND u.total_quota_used_mb < u.total_quota_purchased_mb
              AND NOT EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = u.id)
              AND NOT EXISTS (SELECT FROM public.transactions t WHERE t.user_id = u.id) ORDER BY u.id""")])

    def act(self, *arguments, code=None, **options):
        done = self.run("act", *arguments, "--yes", config=self.config, **options)
        assert code in (None, done.code), done.out + done.err
        return done.out + done.err

    def job(self, *names):
        for name in names:
            self.act("jobs.run", "--id", name)

    def work(self):
        """What a worker does of all that is due."""
        make_due(self.database)
        done = self.run("worker", "--once", config=self.config)
        assert done.code in (0, 3), done.err

    def look(self):
        """As twice a minute: {kind: row} of what is wrong."""
        self.job("incident_watch")
        done = self.run("show", "incidents", "--format", "json", config=self.config)
        return {row["kind"]: row for row in json.loads(done.out)}

    def behind(self, sql, *values):
        """Somebody writes past the program."""
        with self.database.connect() as connection:
            connection.execute("SET session_replication_role = replica")
            connection.execute(sql, values or None)

    def sold(self):
        user = next(self.users)
        self.act("payments.sell", "--id", user, "package=Paket 10 GB", "method=qris", code=0)
        return order_of(self.database, user)

    def ask(self, *orders):
        for order in orders:
            self.act("payments.refresh", "--id", order)

    def paid(self):
        order = self.sold()
        self.gateways.move(order, "settlement", silent=True)
        self.ask(order)
        assert state(self.database, order) == "paid"
        return order

    @contextlib.contextmanager
    def page(self, kind):
        """The page of the one that is open."""
        screen = self.console("incidents", rows=40, columns=120, config=self.config)
        screen.wait_for("Severity")
        screen.press("/", "C-u")
        screen.type(f"kind:{kind}")
        screen.press("enter")
        screen.wait_for(lambda t: re.search(r" 1/\d", t.text()))
        screen.press("enter")
        screen.wait_for("What to do")
        yield screen
        screen.close()

    def is_over(self, kind, seconds=20):
        wait_until(lambda: kind not in self.look(), seconds)


def by_m(*keys):
    """M, what its form asks for (NAME=TEXT, or a key), and what the preview wants."""

    def mend(w, screen):
        screen.press("M")
        for key in keys:
            label, _, value = key.partition("=")
            if value:
                screen.wait_for(f"{label.capitalize()}*")
                screen.type(value)
            screen.press("enter")
        screen.confirm()
    return mend


# --- payments ---


def effect_lost(w):
    """A backup brought back in part: the charge is paid, what came of it is not there."""
    order = w.kept["lost"] = w.paid()
    w.behind("UPDATE public.users u SET total_quota_purchased_mb = total_quota_purchased_mb - 10240 FROM console.charge c"
             " WHERE c.order_id = %s AND u.id = c.user_id", order)
    w.behind("DELETE FROM console.charge_effect WHERE order_id = %s", order)


def charge_of_yesterday(w):
    """And the reverse: what came of it is there, the charge is as it was before."""
    order = w.kept["open again"] = w.paid()
    w.behind("UPDATE console.charge SET state = 'open', paid_at = NULL, paid_amount_rp = NULL WHERE order_id = %s", order)


def late(w):
    order = w.sold()
    w.gateways.move(order, "expire", silent=True)
    w.ask(order)
    w.gateways.move(order, "settlement", silent=True)
    w.ask(order)


def expired(w):
    order = w.sold()
    w.gateways.move(order, "expire", silent=True)
    w.ask(order)


def otherwise_paid(w):
    order = w.sold()
    w.gateways.move(order, "settlement", silent=True, amount=90000)
    w.ask(order)


def given_back(w):
    order = w.paid()
    w.gateways.move(order, "refund", silent=True)
    w.ask(order)


def taken_back(w):
    order = w.paid()
    w.gateways.move(order, "chargeback", silent=True)
    w.ask(order)


def new_word(w):
    order = w.sold()
    w.gateways.order("twist", on=order, fields={"transaction_status": "levitating"})
    w.ask(order)


def known_word(w):
    order = w.sold()
    w.gateways.order("twist", on=order, fields={"transaction_status": "pending"})
    w.ask(order)


def misfit(times):
    def cause(w):
        order = w.sold()
        w.gateways.order("twist", on=f"{order}/status", fields={"order_id": "ANOTHER"}, count=times)
        for _ in range(times):
            w.database.all("UPDATE console.charge SET asked_at = now() - interval '1 day' WHERE order_id = %s", order)
            w.job("charge_reconcile")
    return cause


def silent(times):
    def cause(w):
        order = w.sold()
        w.gateways.fault("midtrans", "status", status=503, count=100, on=order)
        w.ask(*[order] * times)
    return cause


def speaks_again(w, _):
    w.gateways.order("calm")
    w.ask(w.sold())


def never_heard(w):
    w.kept["unheard"] = w.sold()


PAYMENTS = [
    Case("paid_without_effect", effect_lost),
    Case("applied_not_paid", charge_of_yesterday),
    Case("money_late", late, expired),
    Case("money_mismatch", otherwise_paid, expired),
    Case("refund_waits", given_back, lambda w: w.paid(), by_m("note=cash")),
    Case("charged_back", taken_back, lambda w: w.paid(), by_m("note=cash")),
    Case("unknown_word", new_word, known_word),
    Case("answers_misfit", misfit(3), misfit(2)),
    Case("open_beyond_time", never_heard),
    Case("effect_waits", lambda w: None),  # what was asked of the silent gateway, and no worker runs
    Case("gateway_down", silent(2), silent(1), speaks_again),
]

# --- what waits for the outside ---


def refused_by_router(w):
    w.router.order("trap", on="write", count=100, message="failure: not allowed by device-mode", category=None)
    w.act("quota.reset_with_debt", "--id", next(w.users), "mb=10240")
    w.router.order("calm")


def reached_router(w):
    w.act("quota.reset_with_debt", "--id", next(w.users), "mb=10240", code=0)


def refused_by_messenger(w):
    w.gateways.fault("telegram", "status", count=20, status=400)
    told(w)
    w.gateways.order("calm")


def told(w):
    user = next(w.users)
    w.database.all("UPDATE public.users SET telegram_chat_id = '501' WHERE id = %s", user)
    w.act("payments.sell", "--id", user, "package=Paket 10 GB", "method=qris", code=0)
    w.work()


OUTSIDE = [
    Case("effect_failed", refused_by_router, reached_router),
    Case("message_failed", refused_by_messenger, told),
]


# --- data behind the program's back ---


def debt_settled_elsewhere(w):
    """Blocked by the policy for what was used beyond the quota; then the portal sells, and leaves the block."""
    user = w.kept["paid elsewhere"] = next(w.users)
    w.act("settings.set", "--id", "debt_limit_policy", "value=on")
    w.database.all("UPDATE public.users SET total_quota_used_mb = total_quota_purchased_mb + 4096 WHERE id = %s", user)
    w.job("debt_limit")
    assert w.database.one("SELECT is_blocked FROM public.users WHERE id = %s", user), "the policy blocks"
    w.database.all("UPDATE public.users SET total_quota_purchased_mb = total_quota_purchased_mb + 20480 WHERE id = %s", user)


def in_debt(w):
    w.behind("UPDATE public.users SET is_blocked = false, blocked_reason = NULL, blocked_at = NULL WHERE is_blocked")
    user = next(w.users)
    w.act("settings.set", "--id", "debt_limit_policy", "value=on")
    w.database.all("UPDATE public.users SET total_quota_used_mb = total_quota_purchased_mb + 4096 WHERE id = %s", user)
    w.job("debt_limit")


def wrong_sum(w):
    w.behind("UPDATE public.users SET manual_debt_mb = manual_debt_mb + 512 WHERE id = %s", next(w.users))
    w.job("integrity_check")


def no_figure(w):
    user = w.kept["NaN"] = next(w.users)
    w.behind("UPDATE public.users SET total_quota_used_mb = 'NaN' WHERE id = %s", user)
    w.job("integrity_check")


def coupon_miscounted(w):
    w.behind("INSERT INTO console.coupon (code, discount_type, discount_value, used_count) VALUES ('SALAH', 'percent', 10, 3)")
    w.job("integrity_check")


def sound(w):
    w.job("integrity_check")


def corrected(w, _):
    """Where it was written; the next check finds it no more."""
    w.act("quota.reset_with_debt", "--id", w.kept["NaN"], "mb=10240", code=0)
    w.job("integrity_check")


DATA = [
    Case("debt_block_without_debt", debt_settled_elsewhere, in_debt),
    Case("debt_sum_wrong", wrong_sum, sound),
    Case("quota_impossible", no_figure, sound, corrected),
    Case("data_breaks_rule", coupon_miscounted, sound),
]


# --- routers ---


def half_read(w):
    w.router.order("trap", on="/ip/firewall/address-list/print", count=1, message="failure: interrupted", category=None)
    w.act("routers.reconcile", "--id", "main")
    w.router.order("calm")


def was_reset(w):
    """Its lists are gone; nobody mends that yet."""
    w.router.order("load", tables={"/ip/firewall/address-list": []})
    w.act("routers.reconcile", "--id", "main", "mend=no")


def compared(w):
    w.act("routers.reconcile", "--id", "main", "mend=no")


def bank_removed(w):
    w.act("settings.set", "--id", "walled_garden_hosts", "value=*.midtrans.com")
    w.act("routers.reconcile", "--id", "main", "mend=safe")
    tables = {"/ip/hotspot/walled-garden": [], "/ip/hotspot/walled-garden/ip": []}
    w.router.order("load", tables=tables)
    w.act("routers.reconcile", "--id", "main", "mend=no")


ROUTERS = [
    Case("bank_unreachable", bank_removed),
    Case("drift_high", was_reset, compared),
    Case("scan_failed", half_read, compared, by_m("enter")),
]

# --- the shop, vouchers ---


def sold_out(w):
    w.act("stock.add", "code=PULSA", "name=Pulsa", "price=5000", "contents_file=-", stdin="A-1\n", code=0)
    w.act("orders.create", "items=PULSA:1", "method=cash")


def some_left(w):
    w.act("stock.add", "code=LAGI", "name=Lagi", "price=5000", "contents_file=-", stdin="B-1\nB-2\n", code=0)
    w.act("orders.create", "items=LAGI:1", "method=cash")


SHOP = [
    Case("nothing_inside", sold_out, some_left, by_m("contents=A-2", "enter")),
]

@pytest.fixture
def world(request, run, console, make_config, database, router, gateways, tmp_path):
    messengers = {"telegram": gateways, "whatsapp": gateways} if request.node.callspec.params["name"] == "outside" else {}
    config = make_config(database, [router], midtrans=gateways, **messengers)
    return World(run, console, database, router, gateways, config, tmp_path)


GROUPS = {"payments": (PAYMENTS, 45), "outside": (OUTSIDE, 0), "data": (DATA, 0), "routers": (ROUTERS, 5), "shop": (SHOP, 2)}


@pytest.mark.parametrize("name", GROUPS)
def test_seen_mended_by_keys_and_over(world, name):
    cases, minutes = GROUPS[name]
    kinds = {case.kind for case in cases}
    world.act("routers.reconcile", "--id", "main")
    for case in cases:
        if case.alike:
            case.alike(world)
    assert kinds & set(world.look()) == set(), "what looks alike"
    for case in cases:
        case.cause(world)
    if minutes:
        world.time.go_on(minutes * MINUTE)
    assert kinds - set(world.look()) == set()
    for case in sorted(cases, key=lambda case: case.kind != "gateway_down"):  # who is silent mends nothing
        with world.page(case.kind) as screen:
            (by_m() if case.mend == "M" else case.mend)(world, screen)
            world.is_over(case.kind)
