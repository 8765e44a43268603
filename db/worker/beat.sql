-- The worker lives; and with that what came out as before: runs of jobs that it keeps, and what routers said. Rows that
-- somebody holds are left out: nothing may keep a heartbeat waiting.
-- $1 id, $2 host, $3 pid, $4 version, $15 where it listens for notifications (NULL: nowhere), $16 why it can't (NULL: it
-- does)
-- $5 text[] jobs, $6 text[] when each was due, $7 bigint[] milliseconds since each run began
-- $8 text[] routers, $9 bigint[] milliseconds since each answered (NULL: it was not asked), $10 bigint[] latencies in us,
-- $11 bigint[] uptimes in s, $12 bigint[] the routers' clocks in seconds since 1970 (each NULL: as known)
-- $13 bigint[] milliseconds since their counters were read (NULL: they were not), $14 boolean[] a customer's counter
-- moved, or no customer's device was there
-- $17 text[] its threads, $18 text[] what each is at, $19 bigint[] milliseconds since it began that (NULL: it rests),
-- $22 smallint[] per cent of each router's CPU, $23 smallint[] of its memory, $24 bigint[] kbit a second that came in on its
-- ports (each NULL: not known), of which one in five minutes is kept
-- $20 text[] what each did last, $21 bigint[] milliseconds since that ended (NULL: nothing yet)
WITH beat AS (
    INSERT INTO console.worker AS w (id, kind, host, pid, version, listen_address, listen_error, lanes)
    SELECT $1::uuid, 'worker', $2, $3::integer, $4, $15, $16,
           (SELECT jsonb_agg(jsonb_strip_nulls(jsonb_build_object(
                       'lane', l.lane, 'doing', l.doing, 'since', clock_timestamp() - make_interval(secs => l.since_ms / 1000.0),
                       'last', l.last, 'ended', clock_timestamp() - make_interval(secs => l.ended_ms / 1000.0))) ORDER BY l.n)
              FROM unnest($17::text[], $18::text[], $19::bigint[], $20::text[], $21::bigint[])
                   WITH ORDINALITY AS l (lane, doing, since_ms, last, ended_ms, n))
    ON CONFLICT (id) DO UPDATE
       SET heartbeat_at = clock_timestamp(), listen_address = excluded.listen_address, listen_error = excluded.listen_error,
           lanes = excluded.lanes
), run AS MATERIALIZED (
    SELECT j.name, clock_timestamp() - make_interval(secs => n.ms / 1000.0) AS at
      FROM unnest($5::text[], $6::timestamptz[], $7::bigint[]) AS n (name, due_at, ms)
      JOIN console.job j ON j.name = n.name
     WHERE j.kept_by = $1::uuid AND j.lease_until IS NULL AND j.next_run_at = n.due_at
       FOR NO KEY UPDATE OF j SKIP LOCKED
), ran AS (
    UPDATE console.job j
       SET last_run_at = r.at, run_number = j.run_number + 1,
           next_run_at = greatest(clock_timestamp(), r.at + make_interval(secs => j.interval_s))
      FROM run r
     WHERE j.name = r.name
), heard AS MATERIALIZED (
    SELECT s.router, s.state, n.latency_us, n.uptime_s, n.clock_s, n.has_moved,
           clock_timestamp() - make_interval(secs => n.asked_ms / 1000.0) AS asked_at,
           clock_timestamp() - make_interval(secs => n.read_ms / 1000.0) AS read_at
      FROM unnest($8::text[], $9::bigint[], $10::bigint[], $11::bigint[], $12::bigint[], $13::bigint[], $14::boolean[])
           AS n (router, asked_ms, latency_us, uptime_s, clock_s, read_ms, has_moved)
      JOIN console.router_sync_state s ON s.router = n.router
       FOR NO KEY UPDATE OF s SKIP LOCKED
), noted AS (
    UPDATE console.router_sync_state s
       SET state = CASE WHEN h.asked_at IS NULL THEN s.state ELSE 'up' END,
           failures = CASE WHEN h.asked_at IS NULL THEN s.failures ELSE 0 END,
           last_error = CASE WHEN h.asked_at IS NULL THEN s.last_error END,
           retry_at = CASE WHEN h.asked_at IS NULL THEN s.retry_at END,
           latency_us = coalesce(h.latency_us, s.latency_us), uptime_s = coalesce(h.uptime_s, s.uptime_s),
           clock_skew_s = coalesce(h.clock_s - extract(epoch FROM h.asked_at)::bigint, s.clock_skew_s),
           last_ok_at = greatest(s.last_ok_at, h.asked_at), checked_at = greatest(s.checked_at, h.asked_at),
           last_usage_at = greatest(s.last_usage_at, h.read_at),
           counters_moved_at = CASE WHEN h.has_moved OR s.counters_moved_at IS NULL
                                    THEN greatest(s.counters_moved_at, h.read_at) ELSE s.counters_moved_at END
      FROM heard h
     WHERE s.router = h.router
), sample AS (
    INSERT INTO console.router_sample AS p (router, slot, at, cpu, memory, rate_kbit)
    SELECT n.router, floor(extract(epoch FROM clock_timestamp()) / 300)::bigint % 288, clock_timestamp(), n.cpu, n.memory, n.rate
      FROM unnest($8::text[], $9::bigint[], $22::smallint[], $23::smallint[], $24::bigint[]) AS n (router, asked_ms, cpu, memory, rate)
     WHERE n.asked_ms IS NOT NULL AND num_nonnulls(n.cpu, n.memory, n.rate) > 0
       AND NOT EXISTS (SELECT FROM console.router_sample b
                        WHERE b.router = n.router AND b.slot = floor(extract(epoch FROM clock_timestamp()) / 300)::bigint % 288
                          AND b.at > clock_timestamp() - interval '1 hour')
    ON CONFLICT (router, slot) DO UPDATE
       SET at = excluded.at, cpu = excluded.cpu, memory = excluded.memory, rate_kbit = excluded.rate_kbit
)
SELECT pg_notify('hotspot_console', n.what)
  FROM (VALUES ('jobs', EXISTS (SELECT FROM run)),
               ('routers', EXISTS (SELECT FROM heard h WHERE h.asked_at IS NOT NULL AND h.state <> 'up'))) AS n (what, is_wanted)
 WHERE n.is_wanted
