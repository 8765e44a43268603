-- Wishes that hotspot accounts follow what an operation changed of records: the account of a former number gets the name of
-- the new one, and that on a router which serves the customer no more goes.
-- $1 operation uuid, $2 of its audit rows, those after this number; 0: all
WITH changed AS MATERIALIZED (
    SELECT o AS old, u AS new
      FROM console.audit_log a
      JOIN public.users u ON u.id = a.entity_id::uuid
     CROSS JOIN LATERAL jsonb_populate_record(u, a.before) o
     WHERE a.operation_id = $1::uuid AND a.entity_type = 'user' AND a.id > $2::bigint
       AND a.before ?| '{phone_number,mikrotik_server_name,role}'
), place AS MATERIALIZED (
    SELECT (c.new).id AS user_id, console.account_name((c.old).phone_number) AS old_name,
           console.account_name((c.new).phone_number) AS new_name,
           console.user_router(console.server_of((c.old).mikrotik_server_name, (c.old).role, s.servers)) AS old_router,
           console.user_router(console.server_of((c.new).mikrotik_server_name, (c.new).role, s.servers)) AS new_router
      FROM changed c
     CROSS JOIN (SELECT console.default_servers() AS servers OFFSET 0) s
)
INSERT INTO console.outbox AS b (operation_id, target, effect, entity_type, entity_id, payload)
SELECT $1::uuid, 'router:' || p.old_router, 'account_move', 'user', p.user_id,
       jsonb_strip_nulls(jsonb_build_object(
           'from', jsonb_build_array(p.old_name),
           'to', CASE WHEN p.new_router IS NOT DISTINCT FROM p.old_router THEN p.new_name END))
  FROM place p
 WHERE p.old_router IS NOT NULL AND (p.old_name <> p.new_name OR p.new_router IS DISTINCT FROM p.old_router)
 ORDER BY p.user_id
ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at,
              payload = excluded.payload || jsonb_build_object('from', b.payload -> 'from' || (excluded.payload -> 'from'))
