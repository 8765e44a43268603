"""A thousand invoices while workers are killed and Xendit misbehaves: each is there once, or failed with its true reason."""

import json
import random
import subprocess

import pytest
from invoicing import generate, invoices_at, is_over, set_rate, states, subscribe, tell_brands
from test_crash import wait_until

INVOICES = 1000
KILLS = 200
WORKERS = 4
FAULTS = (("status", 0.05, {"status": 503}), ("status", 0.05, {"status": 429, "retry_after": 1}), ("reset_after", 0.05, {}), ("mute", 0.01, {}))


def kill_at_random(worker, config):
    """Kills a worker at each of KILLS moments, and puts another in its place."""
    dice = random.Random(7)
    running = [worker(config=config) for _ in range(WORKERS)]
    for _ in range(KILLS):
        victim = dice.randrange(WORKERS)
        try:
            running[victim].wait(dice.uniform(0.02, 0.4))
            raise AssertionError("a worker ended by itself")
        except subprocess.TimeoutExpired:
            running[victim].kill()
            running[victim].wait()
        running[victim] = worker(config=config)


@pytest.mark.alone
def test_a_thousand_invoices_in_a_storm(database, gateways, make_config, run, worker):
    config = make_config(database, xendit=gateways.settings("xendit", deadline_ms=2000))
    set_rate(database, 3000)
    tell_brands(run, config=config)
    ids = subscribe(database, INVOICES)
    for first in range(0, INVOICES, 250):
        generate(run, ids[first:first + 250], config=config)
    for kind, share, arguments in FAULTS:
        gateways.order("share", gateway="xendit", kind=kind, share=share, **arguments)
    kill_at_random(worker, config)
    assert not is_over(database), "the last of them were killed at rest"
    wait_until(lambda: is_over(database), 150)

    # what ended, and how, is so at both ends
    found = states(database)
    assert found.get("completed", 0) + found.get("failed", 0) == INVOICES, found
    assert found.get("failed", 0) < INVOICES / 20, found
    there = invoices_at(gateways)
    assert set(there.values()) == {1}
    completed = {order for order, in database.all("SELECT order_id FROM console.invoice_queue WHERE state = 'completed'")}
    assert completed <= set(there)
    links = {invoice["external_id"]: invoice["invoice_url"] for invoice in gateways.order("dump")["invoices"]}
    kept = dict(database.all("SELECT order_id, redirect_url FROM console.charge WHERE state = 'open'"))
    assert kept == {order: links[order] for order in completed}
    for order, reason, is_uncertain in database.all("SELECT order_id, last_error, is_uncertain FROM console.invoice_queue WHERE state = 'failed'"):
        assert reason
        assert order not in there or (is_uncertain and "may exist at Xendit" in reason), reason
    assert database.one("SELECT count(*) FROM console.invoice_queue WHERE attempts > 1") > 0, "nothing was ever given back"

    # and what failed is mended by trying again
    gateways.order("calm")
    done = run("act", "queue.retry", "--where", "state:failed", "--yes", "--format", "json", config=config)
    assert done.code == 0 and json.loads(done.out)[0]["changed"] == found.get("failed", 0)
    wait_until(lambda: states(database) == {"completed": INVOICES}, 60)
    assert invoices_at(gateways) == dict.fromkeys((order for order, in database.all("SELECT order_id FROM console.invoice_queue")), 1)
