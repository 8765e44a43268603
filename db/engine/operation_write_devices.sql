-- Carries out what an operation's audit says of devices, and notes what the routers have to do: the customer is brought
-- to it; a device that is let in (again) is taken off the list of unauthorised addresses; the sessions of one that is
-- refused are ended, and where it was asked for, its address is listed or its MAC blocked. An undo asks for no more
-- than that. Where the same wish waits already, it becomes this operation's and is due now.
-- $1 operation uuid
WITH line AS MATERIALIZED (
    SELECT a.entity_id::uuid AS id, (a.details ->> 'device_id')::uuid AS device_id, (a.details ->> 'user_id')::uuid AS user_id,
           (a.after ->> 'is_authorized')::boolean AS is_let_in, o.undo_of IS NOT NULL AS is_undo,
           a.details ->> 'router' AS router, a.details ->> 'mac' AS mac, a.details ->> 'address' AS address,
           a.details ? 'list' AS is_listing, a.details ? 'block' AS is_blocking
      FROM console.audit_log a
      JOIN console.operation o ON o.id = a.operation_id
     WHERE a.operation_id = $1::uuid AND a.entity_type = 'device'
), written AS (
    UPDATE public.user_devices d
       SET is_authorized = l.is_let_in,
           authorized_at = CASE WHEN l.is_let_in AND NOT d.is_authorized THEN now() ELSE d.authorized_at END,
           deauthorized_at = CASE WHEN l.is_let_in THEN NULL WHEN d.is_authorized THEN now() ELSE d.deauthorized_at END,
           ip_address = CASE WHEN l.is_let_in THEN coalesce(left(l.address, 45), d.ip_address) ELSE d.ip_address END
      FROM line l
     WHERE d.id = l.device_id AND l.is_let_in IS NOT NULL
), person AS MATERIALIZED (
    SELECT DISTINCT u.id, console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers())) AS server
      FROM line l
      JOIN public.users u ON u.id = l.user_id
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
     WHERE e.is_wanted
)
INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
SELECT $1::uuid, 'router:' || w.router, w.effect, w.entity_type, w.entity_id, jsonb_strip_nulls(w.payload)
  FROM wish w
 WHERE w.router IS NOT NULL
 ORDER BY w.router, w.effect, w.entity_id
ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at,
              payload = excluded.payload
