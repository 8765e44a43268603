"""A worker's memory does not grow with the users of a router, and is given back when a look is over."""

import time

import psycopg
import pytest
import sandbox

FEW, MANY = 1_000, 12_000
MOST_PEAK_GROWTH_MB, MOST_REST_GROWTH_MB = 24, 6
WAIT_S = 60


def memory(pid):
    """Peak and present resident memory in MB."""
    with open(f"/proc/{pid}/status", encoding="ascii") as lines:
        values = dict(line.split(":", 1) for line in lines)
    return [int(values[name].split()[0]) / 1024 for name in ("VmHWM", "VmRSS")]


def jobs_are_done(connection):
    return connection.execute("SELECT count(scanned_at) = count(*) AND count(last_usage_at) = count(*) AND count(*) = 2"
                              " FROM console.router_sync_state").fetchone()[0]


def at_rest(pid, deadline):
    """The memory, when it no longer falls."""
    last = memory(pid)
    while time.monotonic() < deadline:
        time.sleep(0.3)
        now = memory(pid)
        if now[1] > last[1] - 0.5:
            return now
        last = now
    return last


def measure(binary, monkeypatch, users):
    """What a worker takes that looks at two routers with all of these users; how many were compared."""
    monkeypatch.setattr(sandbox, "ROUTER_USERS", users)
    monkeypatch.setattr(sandbox, "NORTH_PERCENT", 50)
    region = sandbox.Sandbox(users=users, binary=binary)
    try:
        region.start()
        deadline = time.monotonic() + WAIT_S
        with psycopg.connect(region.facts["conninfo"], autocommit=True) as connection:
            while not jobs_are_done(connection):
                assert time.monotonic() < deadline, "the routers were not looked at"
                time.sleep(0.1)
            compared = connection.execute("SELECT sum(scan_users) FROM console.router_sync_state WHERE scan_error IS NULL")
            return (*at_rest(region.worker.pid, deadline), compared.fetchone()[0])
    finally:
        region.stop()


@pytest.mark.alone
def test_memory_does_not_follow_the_number_of_users(binary, monkeypatch):
    few_peak, few_rest, few = measure(binary, monkeypatch, FEW)
    peak, rest, many = measure(binary, monkeypatch, MANY)
    print(f"\n{few} users: {few_peak:.1f} MB at the peak, {few_rest:.1f} at rest; {many} users: {peak:.1f} and {rest:.1f}")
    assert many == MANY and few == FEW
    assert peak - few_peak <= MOST_PEAK_GROWTH_MB
    assert rest - few_rest <= MOST_REST_GROWTH_MB
