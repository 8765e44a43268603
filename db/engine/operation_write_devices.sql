-- Carries out what an operation's audit says of devices: made where there is no "before", removed where there is no
-- "after", else the columns that stand in "after". And notes what the routers have to do: the customer is brought
-- to it; a device that is let in (again) is taken off the list of unauthorised addresses; the sessions of one that is
-- refused or removed are ended, and where it was asked for, its address is listed or its MAC blocked. An undo asks for no
-- more than that. A label alone is nothing to a router. Where the same wish waits already, it becomes this operation's and
-- is due now. What is removed is remembered for a while: for the sync, and where its counter stood.
-- $1 operation uuid, $2 of its audit rows, those after this number; 0: all
WITH line AS MATERIALIZED (
    SELECT a.entity_id::uuid AS id, (a.details ->> 'device_id')::uuid AS device_id, (a.details ->> 'user_id')::uuid AS user_id,
           a.before, a.after, coalesce(a.details -> 'start', '{}') AS start,
           CASE WHEN a.after IS NULL THEN false ELSE (a.after ->> 'is_authorized')::boolean END AS is_let_in,
           a.after IS NULL OR a.after ? 'is_authorized' OR NOT a.details ? 'device_id' AS is_of_access,
           o.undo_of IS NOT NULL AS is_undo,
           a.details ->> 'router' AS router, a.details ->> 'mac' AS mac, a.details ->> 'address' AS address,
           a.details ? 'list' AS is_listing, a.details ? 'block' AS is_blocking
      FROM console.audit_log a
      JOIN console.operation o ON o.id = a.operation_id
     WHERE a.operation_id = $1::uuid AND a.entity_type = 'device' AND a.id > $2::bigint
), removed AS (
    DELETE FROM public.user_devices d USING line l
     WHERE d.id = l.device_id AND l.after IS NULL
    RETURNING d.user_id, upper(replace(d.mac_address, '-', ':')) AS mac, nullif(d.ip_address, '') AS address, d.last_bytes_total, d.last_hotspot_host_id,
              d.last_hotspot_uptime_seconds, d.last_bytes_updated_at
), forgotten AS (
    DELETE FROM console.device_removed r WHERE r.removed_at < now() - interval '30 days'
), kept AS (
    INSERT INTO console.device_removed AS k (user_id, mac, address, bytes, host_id, uptime_s, counted_at)
    SELECT DISTINCT ON (r.user_id, r.mac) r.user_id, r.mac, r.address, r.last_bytes_total, r.last_hotspot_host_id,
           r.last_hotspot_uptime_seconds, r.last_bytes_updated_at
      FROM removed r
     ORDER BY r.user_id, r.mac, r.last_bytes_updated_at DESC NULLS LAST
    ON CONFLICT (user_id, mac) DO UPDATE
       SET address = excluded.address, bytes = excluded.bytes, host_id = excluded.host_id, uptime_s = excluded.uptime_s,
           counted_at = excluded.counted_at, removed_at = clock_timestamp()
), made AS (
    INSERT INTO public.user_devices (id, user_id, mac_address, ip_address, user_agent, label, is_authorized, first_seen_at,
                                     last_seen_at, authorized_at, deauthorized_at, last_bytes_total, last_bytes_updated_at,
                                     last_hotspot_host_id, last_hotspot_uptime_seconds)
    SELECT l.device_id, (l.after ->> 'user_id')::uuid, l.after ->> 'mac_address',
           left(coalesce(l.after ->> 'ip_address', l.address), 45), l.after ->> 'user_agent', l.after ->> 'label', l.is_let_in,
           coalesce((l.after ->> 'first_seen_at')::timestamptz, now()),
           coalesce((l.after ->> 'last_seen_at')::timestamptz, now()),
           CASE WHEN l.after ? 'authorized_at' THEN (l.after ->> 'authorized_at')::timestamptz WHEN l.is_let_in THEN now() END,
           (l.after ->> 'deauthorized_at')::timestamptz,
           coalesce(l.after ->> 'last_bytes_total', l.start ->> 'bytes')::bigint,
           coalesce(l.after ->> 'last_bytes_updated_at', l.start ->> 'at')::timestamptz,
           coalesce(l.after ->> 'last_hotspot_host_id', l.start ->> 'host_id'),
           coalesce(l.after ->> 'last_hotspot_uptime_seconds', l.start ->> 'uptime_s')::integer
      FROM line l
     WHERE l.before IS NULL AND l.after IS NOT NULL
    ON CONFLICT (user_id, mac_address) DO NOTHING
), written AS (
    UPDATE public.user_devices d
       SET is_authorized = coalesce(l.is_let_in, d.is_authorized),
           authorized_at = CASE WHEN l.is_let_in AND NOT d.is_authorized THEN now() ELSE d.authorized_at END,
           deauthorized_at = CASE WHEN l.is_let_in THEN NULL WHEN d.is_authorized AND NOT l.is_let_in THEN now()
                                  ELSE d.deauthorized_at END,
           ip_address = CASE WHEN l.is_let_in THEN coalesce(left(l.address, 45), d.ip_address) ELSE d.ip_address END,
           label = CASE WHEN l.after ? 'label' THEN l.after ->> 'label' ELSE d.label END
      FROM line l
     WHERE d.id = l.device_id AND l.before IS NOT NULL AND l.after ?| '{is_authorized,label}'
), person AS MATERIALIZED (
    SELECT DISTINCT u.id, console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers())) AS server
      FROM line l
      JOIN public.users u ON u.id = l.user_id
     WHERE l.is_of_access
), served AS MATERIALIZED (
    SELECT n.server, console.user_router(n.server) AS router FROM (SELECT DISTINCT server FROM person) n
), wish AS (
    SELECT v.router, 'sync_user' AS effect, 'user' AS entity_type, p.id AS entity_id, '{}'::jsonb AS payload
      FROM person p
      JOIN served v ON v.server = p.server
    UNION ALL
    SELECT l.router, e.effect, 'device', l.id, e.payload
      FROM line l
     CROSS JOIN LATERAL (
           VALUES ('device_admit', coalesce(l.is_let_in, l.is_undo), jsonb_build_object('mac', l.mac, 'address', l.address)),
                  ('device_refuse', NOT coalesce(l.is_let_in, l.is_undo) AND NOT l.is_undo AND (l.is_listing OR l.is_blocking),
                   jsonb_build_object('mac', l.mac, 'address', l.address, 'list', l.is_listing, 'block', l.is_blocking)),
                  ('kick', NOT coalesce(l.is_let_in, l.is_undo), jsonb_build_object('macs', jsonb_build_array(l.mac))))
           AS e (effect, is_wanted, payload)
     WHERE l.is_of_access AND e.is_wanted
)
INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
SELECT $1::uuid, 'router:' || w.router, w.effect, w.entity_type, w.entity_id, jsonb_strip_nulls(w.payload)
  FROM wish w
 WHERE w.router IS NOT NULL
 ORDER BY w.router, w.effect, w.entity_id
ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at,
              payload = excluded.payload
