"""A gateway that misbehaves in every way there is, under the real program: each time the charge stands where it has to, the
words say what happened, nothing waits beyond the deadline, nothing is asked for twice, and no secret gets out."""

import json
import re
import time

import pytest
from cashdesk import applied, assert_no_secret, buyer, charge, charge_at_gateway, everything_kept, make_due, order_of, quota, sell, settle, sold, state, words_of
from test_crash import wait_until

LONGEST_S = 22  # the deadline of a request, 15 s, and what the program needs around it
CHARGE = "/v2/charge"

# kind of fault, its arguments, whether the gateway may have done it all the same, what the words are about
TEMPORARY = [
    ("status", {"status": 503}, False, r"503|unavailable|try again|later"),
    ("status", {"status": 503, "processed": True}, False, r"503|unavailable|try again|later"),
    ("status", {"status": 500, "processed": True}, True, r"500|error"),
    ("status", {"status": 429, "retry_after": 30}, False, r"429|too many|rate|limit"),
    ("reset", {}, True, r"reset|closed|ended|answer|connection"),
    ("reset_after", {}, True, r"reset|closed|ended|answer|connection"),
    ("html", {}, True, r"JSON|read|unreadable|understand|sense"),
    ("garbage", {}, True, r"JSON|read|unreadable|understand|sense"),
    ("huge", {}, True, r"large|big|bytes|long|bound|more than"),
    ("redirect", {}, True, r"redirect|elsewhere|another address"),
    ("cut", {}, True, r"cut|closed|ended|partial|whole|incomplete|connection|transfer"),
]
NAMES = ["-".join([kind, *(f"{name}={value}" for name, value in arguments.items())]) for kind, arguments, _, _ in TEMPORARY]


@pytest.fixture
def config(make_config, database, gateways):
    return make_config(database, midtrans=gateways, telegram=gateways, whatsapp=gateways)


def creations(gateways):
    """The requests to create a charge that reached the gateway's works; a reset before them, or a 503, did not."""
    return [entry for entry in gateways.log("midtrans") if entry["path"] == CHARGE]


def assert_sold_once(database, gateways, run, user, most=1):
    """The gateway is well again: the charge is open with its QR, and was asked for once, or as often as it may be."""
    settle(run, database)
    order = order_of(database, user)
    row = charge(database, order)
    assert row["state"] == "open", row
    assert row["qr_string"] or row["qr_url"], "there is nothing to pay by"
    assert list(gateways.order("dump")["charges"]) == [order]
    assert len(creations(gateways)) <= most, gateways.log("midtrans")
    return order


def reason(database, result):
    """What was said at once, and what stands in the outbox to be read later."""
    kept = database.one("SELECT string_agg(last_error, ' ') FROM console.outbox WHERE target LIKE 'midtrans:%'")
    return f"{words_of(result)} {kept}"


# --- selling ---


@pytest.mark.parametrize("kind, arguments, may_be_done, words", TEMPORARY, ids=NAMES)
def test_selling(database, gateways, run, tmp_path, kind, arguments, may_be_done, words):
    user = buyer(database)
    gateways.fault("midtrans", kind, count=1, on=CHARGE, **arguments)
    begun = time.monotonic()
    done = sell(run, user)
    assert time.monotonic() - begun < LONGEST_S
    assert done.code in (0, 3), done
    order = order_of(database, user)
    said = reason(database, done)
    if state(database, order) != "open":  # else it was looked up at once, which is as well
        assert state(database, order) == "new" and re.search(words, said, re.IGNORECASE), said
    assert_sold_once(database, gateways, run, user, most=1 if may_be_done else 2)
    assert_no_secret(gateways, tmp_path, database, done.out, done.err, said)


@pytest.mark.parametrize("kind", ["reset", "reset_after", "html", "cut"])
def test_it_is_asked_for_before_it_is_sent_again(database, gateways, run, kind):
    gateways.fault("midtrans", kind, count=1, on=CHARGE)
    sell(run, buyer(database))
    settle(run, database)
    what = [entry["path"].rsplit("/", 1)[1] for entry in gateways.log("midtrans")]
    assert what.count("charge") == 1, what
    if kind == "reset":  # what was reset never reached the works: asked at once, and again before it was sent again
        assert what.index("charge") == 2 and set(what) == {"status", "charge"}, what
    else:
        assert what[:2] == ["charge", "status"], what


@pytest.mark.parametrize("status", [503, 429])
def test_a_run_of_failures(database, gateways, run, tmp_path, status):
    """Busy for a while: tried again later each time, made once, as soon as it can be."""
    user = buyer(database)
    gateways.fault("midtrans", "status", count=4, on=CHARGE, status=status)
    gateways.fault("midtrans", "status", count=4, on="/status", status=status)
    done = sell(run, user)
    assert done.code in (0, 3), done
    order = order_of(database, user)
    for _ in range(12):
        if state(database, order) == "open":
            break
        assert state(database, order) == "new" and str(status) in reason(database, done)
        settle(run, database)
    assert_sold_once(database, gateways, run, user)
    assert_no_secret(gateways, tmp_path, database, done.out, done.err)


def test_retry_after_is_obeyed(database, gateways, run):
    gateways.fault("midtrans", "status", status=429, retry_after=30, count=1, on=CHARGE)
    sell(run, buyer(database))
    wait = database.one("SELECT extract(epoch FROM next_attempt_at - now()) FROM console.outbox WHERE effect = 'charge_create'")
    assert 20 <= wait <= 45, wait


def test_invalid_utf8(database, gateways, run, show, tmp_path):
    """Bytes that are no UTF-8 in an answer: read or asked about again, and never sent on as they came."""
    user = buyer(database)
    gateways.fault("midtrans", "latin", count=1, on=CHARGE)
    done = sell(run, user)
    assert done.code in (0, 3), done
    order = assert_sold_once(database, gateways, run, user)
    assert show("payments", "--id", order)[0]["status"] == "open"
    assert "\ufffd" not in done.err


@pytest.mark.parametrize("kind", ["mute", "drip"])
def test_the_deadline_holds(database, gateways, run, tmp_path, kind):
    user = buyer(database)
    gateways.fault("midtrans", kind, count=1, on=CHARGE)
    begun = time.monotonic()
    done = sell(run, user)
    took = time.monotonic() - begun
    assert 5 < took < LONGEST_S, took
    said = reason(database, done)
    if state(database, order_of(database, user)) != "open":  # else it was looked up at once, which is as well
        assert re.search(r"time|deadline|seconds|\d+ s\b", said), said
    assert_sold_once(database, gateways, run, user)
    assert_no_secret(gateways, tmp_path, database, done.out, done.err, said)


def test_an_order_id_that_the_gateway_has_already(database, gateways, run):
    """The answer to creating it was lost with our own note of it: 406 says so, and it is adopted."""
    user = buyer(database)
    gateways.fault("midtrans", "status", status=503, count=1, on=CHARGE)
    sell(run, user)
    order = order_of(database, user)
    charge_at_gateway(gateways, order, charge(database, order)["amount_rp"])
    settle(run, database)
    assert state(database, order) == "open", charge(database, order)
    assert database.all("SELECT target, effect, last_error FROM console.outbox WHERE state = 'failed'") == []


def test_refused_for_good(database, gateways, run, show, tmp_path):
    user = buyer(database)
    gateways.fault("midtrans", "status", status=400, count=1, on=CHARGE,
                   body={"status_code": "400", "status_message": "the merchant \x1b[31mmay not\x1b[0m do this"})
    done = sell(run, user)
    order = order_of(database, user)
    assert state(database, order) == "failed", charge(database, order)
    assert "may not" in reason(database, done) and "\x1b" not in done.err + done.out
    assert "may not" in show("payments", "--id", order)[0]["reason"]
    assert sold(run, database, user) != order, "after a refusal it can be tried again"


def test_a_wrong_key(database, gateways, make_config, run, tmp_path):
    config = make_config(database, midtrans=gateways.settings("midtrans", server_key="SB-Mid-server-WRONG-0815"))
    user = buyer(database)
    done = sell(run, user, config=config)
    said = reason(database, done)
    assert re.search(r"key|denied|unauthori[sz]ed|401", said, re.IGNORECASE), said
    assert state(database, order_of(database, user)) in ("new", "failed")
    assert gateways.order("dump")["charges"] == {}
    kept = [path.read_text(encoding="utf-8") for path in tmp_path.glob("*.log")]
    assert not [text for text in [said, everything_kept(database), *kept] if "WRONG-0815" in text]


# --- not reached at all ---


def unreachable(gateways, free_port):
    host = gateways.address["host"]
    return {
        "nobody there": (f"http://{host}:{free_port()}", None, r"refused|connect|reach"),
        "no such host": ("http://midtrans.invalid", None, r"resolve|find|host|reach"),
        "certificate of another host": (f"https://{host}:{gateways.address['wrong_tls_port']}", gateways.address["ca_file"], r"certificate|verif"),
        "certificate that nobody signed": (gateways.url(tls=True), None, r"certificate|verif"),
    }


@pytest.mark.parametrize("case", ["nobody there", "no such host", "certificate of another host", "certificate that nobody signed"])
def test_not_reached(database, gateways, free_port, make_config, run, tmp_path, case):
    url, ca_file, words = unreachable(gateways, free_port)[case]
    config = make_config(database, midtrans=gateways.settings("midtrans", core_url=url, snap_url=url, ca_file=ca_file))
    user = buyer(database)
    begun = time.monotonic()
    done = sell(run, user, config=config)
    assert time.monotonic() - begun < LONGEST_S
    assert done.code in (0, 3), done
    said = reason(database, done)
    assert re.search(words, said, re.IGNORECASE), said
    assert state(database, order_of(database, user)) == "new"
    assert gateways.log("midtrans") == []
    make_due(database)
    assert run("worker", "--once", config=make_config(database, midtrans=gateways)).code == 0
    assert state(database, order_of(database, user)) == "open"
    assert_no_secret(gateways, tmp_path, database, done.out, done.err, said)


def test_verified_tls_is_believed(database, gateways, make_config, run):
    config = make_config(database, midtrans=gateways.settings("midtrans", tls=True))
    sold(run, database, buyer(database), config=config)


# --- asking about a charge ---


@pytest.mark.parametrize("kind, arguments, may_be_done, words", TEMPORARY, ids=NAMES)
def test_asking(database, gateways, run, tmp_path, kind, arguments, may_be_done, words):
    """It was paid, and the gateway answers nonsense: nothing is believed, nothing is lost."""
    user = buyer(database)
    order = sold(run, database, user)
    gateways.move(order, "settlement", silent=True)
    gateways.fault("midtrans", kind, count=1, on="/status", **arguments)
    bought = quota(database, user)
    asked = run("act", "payments.refresh", "--id", order, "--yes", "--format", "json")
    assert asked.code in (0, 3), asked
    said = reason(database, asked)
    if state(database, order) != "paid":
        assert state(database, order) == "open" and quota(database, user) == bought
        assert re.search(words, said, re.IGNORECASE), said
    settle(run, database)
    assert state(database, order) == "paid" and quota(database, user) == bought + 10240
    assert applied(database, order) == (1, 1, 1)
    assert_no_secret(gateways, tmp_path, database, asked.out, asked.err, said)


@pytest.mark.parametrize("action, ends", [("payments.cancel", "cancelled"), ("payments.expire", "expired")])
@pytest.mark.parametrize("kind", ["status", "reset_after", "html"])
def test_ending(database, gateways, run, action, ends, kind):
    """Ending a charge through a gateway that fails: it is ended in the end, there and here."""
    order = sold(run, database, buyer(database))
    gateways.fault("midtrans", kind, count=1, on="/" + action.split(".")[1])
    done = run("act", action, "--id", order, "--yes")
    assert done.code in (0, 3), done
    settle(run, database)
    assert state(database, order) == ends, charge(database, order)
    assert gateways.order("dump")["charges"][order]["status"] == {"cancelled": "cancel", "expired": "expire"}[ends]


def test_paid_while_it_was_being_cancelled(database, gateways, run):
    """The gateway says that it can't be cancelled any more: it was paid, and that counts."""
    user = buyer(database)
    order = sold(run, database, user)
    gateways.move(order, "settlement", silent=True)
    bought = quota(database, user)
    run("act", "payments.cancel", "--id", order, "--yes")
    settle(run, database)
    assert state(database, order) == "paid" and quota(database, user) == bought + 10240
    assert applied(database, order) == (1, 1, 1)


# --- on the screen ---


def test_the_screen_goes_on(database, gateways, console, config, tmp_path):
    """While the gateway is mute the console answers keys, and says in the end what is the matter."""
    gateways.fault("midtrans", "mute", count=1, on=CHARGE)
    database.all("UPDATE public.users SET full_name = 'Aaron Uji' WHERE id = %s", buyer(database))
    screen = console("users", columns=100)
    screen.wait_for("Aaron Uji")
    screen.press("/")
    screen.type("aaron uji")
    screen.press("enter")
    screen.wait_for("1/1")
    screen.press("P")
    screen.wait_for("Paket 25 GB")
    screen.type("25 gb")
    screen.wait_for(lambda t: "10 GB ·" not in t.text())
    screen.press("enter")
    screen.wait_for("enter Apply")
    screen.press("enter")
    order = wait_until(lambda: database.one("SELECT order_id FROM console.charge"), 10)
    begun = time.monotonic()
    screen.press("esc")  # it goes on behind
    screen.wait_gone("Close, it goes on", 2)
    screen.press("down", "?")
    screen.wait_for("┌─ Help", 2)
    assert time.monotonic() - begun < 4
    screen.press("esc")
    screen.wait_for(lambda t: re.search(rf"{order}|answer|waits", t.text()), LONGEST_S)
    assert state(database, order) in ("new", "open")
    secret = [secret for secret in gateways.address["secrets"].values() if secret.encode() in bytes(screen.raw)]
    assert not secret
    assert_no_secret(gateways, tmp_path, database, bytes(screen.raw).decode("utf-8", "replace"))


def test_messengers_that_fail_keep_no_charge_up(database, gateways, run, config, tmp_path):
    """Telegram away, its token in every URL: the charge is sold and paid all the same, and the token stays where it is."""
    user = buyer(database)
    database.all("UPDATE public.users SET telegram_chat_id = '4711' WHERE id = %s", user)
    for kind in ("status", "reset_after", "redirect", "html", "huge"):
        gateways.fault("telegram", kind, count=1)
    gateways.fault("whatsapp", "reset", count=3)
    order = sold(run, database, user)
    gateways.move(order, "settlement", silent=True)
    away = settle(run, database, rounds=2)
    assert away.code in (0, 3), away  # 3 says that somebody outside could not be reached
    assert state(database, order) == "paid" and applied(database, order) == (1, 1, 1)
    gateways.order("calm")
    done = settle(run, database, rounds=3)
    assert done.code == 0, done.err
    assert gateways.order("dump")["telegram"], "nobody was told in the end"
    assert_no_secret(gateways, tmp_path, database, away.out, away.err, done.out, done.err)
