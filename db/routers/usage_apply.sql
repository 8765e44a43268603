-- Adds what the hosts of one router used since their baselines, and asks for a sync of the users
-- whose access status that changes.
-- $1 router, $2 when the reading began (usage_begin), $3 text[] MACs, $4 text[] host ids,
-- $5 bigint[] bytes in and out, $6 integer[] uptimes in seconds (NULL: not said)
-- Columns: devices (whose baseline moved), users_changed (who used something), queued (syncs asked for),
--          unknown (MACs that belong to nobody: random ones, mostly; they are charged to nobody),
--          rebaselined (of the devices: what stood in their new rows can't have gone through the line, and was
--          charged to nobody).
--
-- A row of the router counts from 0 since it is there, for uptime seconds. A lower counter than the baseline means
-- that the router started anew. A device has a new row where the row's id is another, or its uptime is shorter by more
-- than the few seconds by which routers waver; that a portal did not note the id means nothing. All that a new row
-- counts was used since the last reading, as far as the line (usage_line_mbit) can have carried it in that time; of a
-- row that it comes back to (console.counter_row) what has come since it was left.
--
-- What was used counts for the customers' day on which it was read.
-- Used quota has a grain of 0.01 MB. A counter is worth floor(bytes * 100 / 2^20) grains, and what is
-- added is the difference of two such worths: no remainder is lost or counted twice.
-- Users are locked before devices and in the order of their ids, as actions do it. A device that
-- changed after this statement began is left to the next reading (its old values no longer match).
WITH host AS MATERIALIZED (
    -- A device that changed its address has two rows for a while: the younger one is in use.
    SELECT DISTINCT ON (upper(h.mac)) upper(h.mac) AS mac, h.host_id, h.bytes, h.uptime_s
      FROM unnest($3::text[], $4::text[], $5::bigint[], $6::integer[]) AS h (mac, host_id, bytes, uptime_s)
     ORDER BY upper(h.mac), h.uptime_s, h.host_id
), line AS MATERIALIZED (
    SELECT console.setting_bigint('usage_line_mbit', 1000)::numeric * 125000 AS bytes_per_s
), known AS MATERIALIZED (
    SELECT h.*, d.id, d.user_id, d.is_authorized, d.last_seen_at, d.last_bytes_total, d.last_bytes_updated_at,
           d.last_hotspot_host_id, d.last_hotspot_uptime_seconds, r.device_id IS NOT NULL AS is_reset,
           coalesce(nullif(d.last_hotspot_host_id, '') <> h.host_id
                    OR h.uptime_s < d.last_hotspot_uptime_seconds - 5, false) AS is_new_row,
           h.bytes <= (coalesce(h.uptime_s, -1) + 1) * l.bytes_per_s AS is_plausible, w.bytes AS left_at
      FROM public.user_devices d
      JOIN host h ON h.mac = upper(replace(d.mac_address, '-', ':'))
     CROSS JOIN line l
      LEFT JOIN console.counter_reset r ON r.device_id = d.id AND r.reset_at = d.last_bytes_updated_at
      LEFT JOIN console.counter_row w ON w.device_id = d.id AND w.host_id = h.host_id AND r.device_id IS NULL
           AND w.host_id <> d.last_hotspot_host_id AND h.bytes >= w.bytes AND h.uptime_s >= w.uptime_s - 5
), owner AS MATERIALIZED (
    -- A MAC known for two users belongs to the one seen with it last.
    SELECT DISTINCT ON (k.mac) k.*
      FROM known k
     WHERE k.is_authorized
     ORDER BY k.mac, k.last_seen_at DESC, k.id DESC
), server AS MATERIALIZED (
    SELECT s.name, console.user_router(s.name) AS router
      FROM (SELECT DISTINCT console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers())) AS name
              FROM owner o JOIN public.users u ON u.id = o.user_id) s
), candidate AS MATERIALIZED (
    -- Only users of this router: baselines of two routers in one device would each look like a restart.
    SELECT o.*,
           CASE WHEN o.left_at IS NOT NULL
                    THEN div(o.bytes::numeric * 100, 1048576) - div(o.left_at::numeric * 100, 1048576)
                WHEN o.last_bytes_total IS NULL OR o.bytes < o.last_bytes_total
                    THEN div(o.bytes::numeric * 100, 1048576)
                WHEN o.is_reset OR o.is_new_row AND NOT o.is_plausible THEN 0
                WHEN o.is_new_row THEN div(o.bytes::numeric * 100, 1048576)
                ELSE div(o.bytes::numeric * 100, 1048576) - div(o.last_bytes_total::numeric * 100, 1048576)
           END AS grains
      FROM owner o
      JOIN public.users u ON u.id = o.user_id
      JOIN server s ON s.name = console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers()))
     WHERE s.router = $1
       AND (o.last_bytes_updated_at IS NULL OR o.last_bytes_updated_at <= $2::timestamptz)
       AND (o.last_bytes_total IS DISTINCT FROM o.bytes OR o.last_hotspot_host_id IS DISTINCT FROM o.host_id
            OR o.last_hotspot_uptime_seconds IS NULL AND o.uptime_s IS NOT NULL
            OR o.uptime_s < o.last_hotspot_uptime_seconds OR o.is_reset)
), locked AS MATERIALIZED (
    SELECT u.id FROM public.users u
     WHERE u.id IN (SELECT c.user_id FROM candidate c WHERE c.grains > 0)
     ORDER BY u.id
       FOR NO KEY UPDATE
), moved AS (
    UPDATE public.user_devices d
       SET last_bytes_total = c.bytes, last_hotspot_host_id = c.host_id,
           last_hotspot_uptime_seconds = CASE WHEN c.is_new_row OR c.uptime_s IS NOT NULL THEN c.uptime_s
                                              ELSE c.last_hotspot_uptime_seconds END,
           last_bytes_updated_at = clock_timestamp()
      FROM candidate c
     -- Counted once, before the first device: all the users are locked by then.
     WHERE (SELECT count(*) >= 0 FROM locked) AND d.id = c.id
       AND d.last_bytes_total IS NOT DISTINCT FROM c.last_bytes_total
       AND d.last_hotspot_host_id IS NOT DISTINCT FROM c.last_hotspot_host_id
       AND d.last_bytes_updated_at IS NOT DISTINCT FROM c.last_bytes_updated_at
    RETURNING d.id, d.user_id, c.grains, c.host_id, c.last_hotspot_host_id, c.last_bytes_total,
              c.last_hotspot_uptime_seconds,
              c.bytes >= c.last_bytes_total AND c.is_new_row AND NOT c.is_plausible AND NOT c.is_reset
              AND c.left_at IS NULL AS is_rebaselined
), taken AS (
    DELETE FROM console.counter_reset r USING moved m WHERE r.device_id = m.id
), row_left AS (
    INSERT INTO console.counter_row AS w (device_id, host_id, bytes, uptime_s)
    SELECT m.id, m.last_hotspot_host_id, m.last_bytes_total, m.last_hotspot_uptime_seconds
      FROM moved m
     WHERE m.last_hotspot_host_id <> m.host_id AND m.last_bytes_total IS NOT NULL
    ON CONFLICT (device_id) DO UPDATE
       SET host_id = excluded.host_id, bytes = excluded.bytes, uptime_s = excluded.uptime_s
), used AS MATERIALIZED (
    SELECT m.user_id, round(sum(m.grains) / 100, 2) AS mb FROM moved m GROUP BY m.user_id HAVING sum(m.grains) > 0
), threshold AS MATERIALIZED (
    SELECT console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072) AS mb
), charged AS (
    UPDATE public.users u
       SET total_quota_used_mb = u.total_quota_used_mb + n.mb, updated_at = statement_timestamp()
      FROM used n, threshold t
     WHERE u.id = n.user_id
    RETURNING u.id, console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date,
                                          u.is_unlimited_user, u.total_quota_purchased_mb,
                                          u.total_quota_used_mb - n.mb, u.auto_debt_offset_mb, t.mb,
                                          statement_timestamp()) AS before,
                    console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date,
                                          u.is_unlimited_user, u.total_quota_purchased_mb,
                                          u.total_quota_used_mb, u.auto_debt_offset_mb, t.mb,
                                          statement_timestamp()) AS after
), day AS MATERIALIZED (
    SELECT ($2::timestamptz AT TIME ZONE (SELECT console.zone()))::date AS day
), added AS (
    -- An insert that meets the row takes a number of the table's sequence all the same, each minute for each customer.
    UPDATE public.daily_usage_logs l
       SET usage_mb = l.usage_mb + n.mb, updated_at = now()
      FROM used n, day d
     WHERE l.user_id = n.user_id AND l.log_date = d.day
    RETURNING l.user_id
), logged AS (
    INSERT INTO public.daily_usage_logs AS l (user_id, log_date, usage_mb)
    SELECT n.user_id, d.day, n.mb
      FROM used n, day d
     WHERE NOT EXISTS (SELECT FROM added a WHERE a.user_id = n.user_id)
    ON CONFLICT (user_id, log_date)
    DO UPDATE SET usage_mb = l.usage_mb + excluded.usage_mb, updated_at = excluded.updated_at
), queued AS (
    INSERT INTO console.outbox (target, effect, entity_type, entity_id)
    SELECT 'router:' || $1, 'sync_user', 'user', c.id FROM charged c WHERE c.before <> c.after
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO NOTHING
    RETURNING id
)
SELECT (SELECT count(*) FROM moved) AS devices, (SELECT count(*) FROM charged) AS users_changed,
       (SELECT count(*) FROM queued) AS queued,
       (SELECT count(*) FROM host h WHERE h.mac NOT IN (SELECT k.mac FROM known k)) AS unknown,
       (SELECT count(*) FROM moved m WHERE m.is_rebaselined) AS rebaselined
