"""Several accounts of Xendit beside each other: each has its key, prefix, tax and callback token, none pays for another's
fault, and what one's token vouches for is no other's."""

import json

import pytest
from cashdesk import charge, everything_kept, post, settle, state
from test_crash import wait_until

PACKAGE = "Paket 10 GB"
SECOND_KEY, SECOND_TOKEN = "xnd_production_SECOND_0816", "callback-SECOND-0816"


@pytest.fixture
def port(free_port):
    return free_port()


@pytest.fixture
def brands(gateways):
    """Settings of two brands with accounts of their own; the second one's key is a live one."""
    gateways.order("account", key=SECOND_KEY, callback_token=SECOND_TOKEN)
    return [gateways.settings("xendit"),
            gateways.settings("xendit", brand="Kost-Net", secret_key=SECOND_KEY, callback_token=SECOND_TOKEN, prefix="KST", tax_percent="1.5")]


@pytest.fixture
def config(make_config, database, gateways, brands, port):
    for kind in ("live", "test"):
        database.all("INSERT INTO console.setting_value (key, value) VALUES (%s, '60000')", f"xendit_{kind}_per_minute")
    gateways.order("notify", url=f"http://127.0.0.1:{port}/notify")
    return make_config(database, xendit=brands, listen=f"127.0.0.1:{port}")


def act(run, *arguments, **options):
    done = run("act", *arguments, "--yes", "--format", "json", **options)
    assert done.code == 0, done.err
    return done


def work(run, database, **options):
    database.all("UPDATE console.invoice_queue SET next_try_at = now() - interval '1 s' WHERE state = 'pending'")
    database.all("UPDATE console.rate_limit SET next_at = now(), not_before = '-infinity'")
    return settle(run, database, **options)


def subscribe_both(run, database, **options):
    """One customer each; the numbers of their invoices by brand."""
    users = [row[0] for row in database.all("SELECT id::text FROM public.users WHERE is_active AND approval_status = 'APPROVED'"
                                            " AND role = 'USER' ORDER BY id LIMIT 2")]
    for user, brand in zip(users, ("JAKINET", "Kost-Net")):
        act(run, "subscriptions.add", "--id", user, f"package={PACKAGE}", f"brand={brand}", "price=100000", **options)
    act(run, "invoices.generate", **options)
    return dict(database.all("SELECT brand, invoice_number FROM console.invoice ORDER BY brand"))


def test_each_has_its_own(database, gateways, run, brands):
    numbers = subscribe_both(run, database)
    assert numbers["JAKINET"].startswith("JAKINET-") and numbers["Kost-Net"].startswith("KST-")
    assert database.all("SELECT name, prefix, tax_percent::text, key_kind FROM console.brand ORDER BY name") == [
        ("JAKINET", "JAKINET", "11.00", "test"), ("Kost-Net", "KST", "1.50", "live")]
    taxes = dict(database.all("SELECT brand, round(tax_rp * 100.0 / base_rp, 1)::text FROM console.invoice"))
    assert taxes == {"JAKINET": "11.0", "Kost-Net": "1.5"}
    work(run, database)
    assert {state(database, number) for number in numbers.values()} == {"open"}
    assert {row[0] for row in database.all("SELECT name FROM console.rate_limit")} == {"xendit:test:JAKINET", "xendit:live:Kost-Net"}
    sent = {json.loads(entry["body"])["external_id"] for entry in gateways.log("xendit") if entry["method"] == "POST"}
    assert sent == set(numbers.values())


def test_what_changes_in_the_configuration_is_told(database, gateways, run, make_config, brands):
    run("show", "users", "--limit", "1")
    act(run, "invoices.generate")
    before = database.one("SELECT xmin::text FROM console.brand WHERE name = 'Kost-Net'")
    act(run, "invoices.generate")
    assert database.one("SELECT xmin::text FROM console.brand WHERE name = 'Kost-Net'") == before, "nothing was written"
    act(run, "invoices.generate", config=make_config(database, xendit=[brands[0], {**brands[1], "tax_percent": "2"}]))
    assert database.one("SELECT tax_percent::text FROM console.brand WHERE name = 'Kost-Net'") == "2.00"


def test_a_dead_one_stops_no_other(database, gateways, run, make_config, brands, free_port):
    """Its invoices wait, those of the other are made, paid and found."""
    dead = {**brands[0], "url": f"http://127.0.0.1:{free_port()}"}
    both = make_config(database, xendit=[dead, brands[1]])
    numbers = subscribe_both(run, database, config=both)
    run("worker", "--once", config=both)
    assert state(database, numbers["Kost-Net"]) == "open"
    assert state(database, numbers["JAKINET"]) == "new"
    gateways.move(numbers["Kost-Net"], "PAID", gateway="xendit", silent=True)
    act(run, "jobs.run", "--id", "invoice_reconcile", config=both)
    assert state(database, numbers["Kost-Net"]) == "paid", charge(database, numbers["Kost-Net"])
    assert "JAKINET" in database.one("SELECT last_error FROM console.job WHERE name = 'invoice_reconcile'")
    lamps = dict(database.all("SELECT name, state FROM console.gateway_state"))
    assert lamps == {"xendit:JAKINET": "down", "xendit:Kost-Net": "up"}
    work(run, database)
    assert state(database, numbers["JAKINET"]) == "open"


def test_one_that_is_busy_slows_no_other(database, gateways, run):
    numbers = subscribe_both(run, database)
    work(run, database)
    gateways.order("limit", gateway="xendit", requests=1, seconds=60)
    act(run, "payments.refresh", "--id", numbers["JAKINET"])
    pauses = dict(database.all("SELECT name, not_before > now() + interval '30 s' FROM console.rate_limit"))
    assert pauses == {"xendit:test:JAKINET": True, "xendit:live:Kost-Net": False}


def test_another_brands_token_is_not_believed(database, gateways, run, worker, port):
    numbers = subscribe_both(run, database)
    work(run, database)
    worker()
    where = f"http://127.0.0.1:{port}/notify/xendit"
    wait_until(lambda: post(where, {}) is not None, 10)
    body = gateways.move(numbers["JAKINET"], "PAID", gateway="xendit", silent=True)["body"]
    assert post(where, body, {"x-callback-token": SECOND_TOKEN}) == 403
    assert database.one("SELECT count(*) FROM console.inbox") == 0
    assert state(database, numbers["JAKINET"]) == "open"
    for number in numbers.values():
        assert gateways.move(number, "PAID", gateway="xendit")["answered"] == 200
    wait_until(lambda: {state(database, number) for number in numbers.values()} == {"paid"}, 10)


def test_one_that_is_taken_out_of_the_configuration(database, gateways, run, make_config, brands):
    """Its invoices stay; what would have to be asked of it says what is missing."""
    numbers = subscribe_both(run, database)
    work(run, database)
    only = make_config(database, xendit=brands[:1])
    done = run("act", "payments.refresh", "--id", numbers["Kost-Net"], "--yes", config=only)
    assert state(database, numbers["Kost-Net"]) == "open", done
    act(run, "payments.refresh", "--id", numbers["JAKINET"], config=only)
    gateways.move(numbers["Kost-Net"], "PAID", gateway="xendit", silent=True)
    work(run, database)
    assert state(database, numbers["Kost-Net"]) == "paid", "as soon as it is there again"


def test_no_secret_of_any_gets_out(database, gateways, run, show, tmp_path):
    numbers = subscribe_both(run, database)
    work(run, database)
    said = [run("act", "payments.refresh", "--id", number, "--yes") for number in numbers.values()]
    texts = [everything_kept(database), str(show("config")), *(part for one in said for part in (one.out, one.err)),
             *(path.read_text(encoding="utf-8", errors="replace") for path in tmp_path.rglob("*.log"))]
    for secret in (SECOND_KEY, SECOND_TOKEN, "SECOND_0816", gateways.address["secrets"]["xendit"], gateways.address["secrets"]["callback"]):
        assert not [text for text in texts if secret in text], secret
