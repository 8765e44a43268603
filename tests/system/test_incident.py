"""The seed incident: a customer who was reset while traffic ran is charged with new traffic only."""

MB = 1_048_576


def subject(database):
    return database.one("""
        SELECT u.id::text, d.mac_address FROM public.users u JOIN public.user_devices d ON d.user_id = u.id
         WHERE d.is_authorized AND d.last_hotspot_host_id IS NOT NULL AND u.is_active AND NOT u.is_blocked
           AND NOT u.is_unlimited_user AND u.approval_status = 'APPROVED'
           AND (SELECT count(*) FROM public.user_devices o WHERE o.user_id = u.id) = 1
         ORDER BY u.id LIMIT 1""")


def used(database, user):
    return float(database.one("SELECT total_quota_used_mb FROM public.users WHERE id = %s", user))


def read_usage(database, run):
    """The next usage read, now: the jobs' clock is moved, not waited for."""
    database.all("UPDATE console.job SET next_run_at = now() - interval '1 second'")
    done = run("worker", "--once")
    assert done.code == 0, done.err


def test_only_new_traffic_counts(database, router, run):
    user, mac = subject(database)
    read_usage(database, run)
    router.order("traffic", mac=mac, bytes_in=100 * MB, bytes_out=4 * MB)  # used, and not read yet
    assert run("act", "quota.reset_with_debt", "--id", user, "mb=10240", "--yes").code == 0
    assert used(database, user) == 0
    read_usage(database, run)
    assert used(database, user) == 0, "traffic from before the reset was charged"
    router.order("traffic", mac=mac, bytes_in=3 * MB, bytes_out=2 * MB)
    read_usage(database, run)
    assert used(database, user) == 5
    assert database.one("SELECT sum(usage_mb) FROM public.daily_usage_logs WHERE user_id = %s"
                        " AND log_date = console.today()", user) >= 5


def test_a_router_that_was_away_makes_no_difference(database, router, run):
    user, mac = subject(database)
    read_usage(database, run)
    router.order("traffic", mac=mac, bytes_in=104 * MB)
    router.order("listen", on=False)
    done = run("act", "quota.reset_with_debt", "--id", user, "--yes")
    assert done.code == 0 and "wait" in done.err
    router.order("listen", on=True)
    database.all("UPDATE console.outbox SET next_attempt_at = now() WHERE state = 'pending'")
    read_usage(database, run)
    assert used(database, user) == 0
    router.order("traffic", mac=mac, bytes_in=7 * MB)
    read_usage(database, run)
    assert used(database, user) == 7


def test_a_restarted_router_counts_from_nothing(database, router, run):
    user, mac = subject(database)
    read_usage(database, run)
    before = used(database, user)
    router.order("restart")
    router.order("traffic", mac=mac, bytes_in=6 * MB)
    read_usage(database, run)
    assert used(database, user) == before + 6
