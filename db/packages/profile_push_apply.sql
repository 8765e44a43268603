-- Has profiles made or changed on the routers that lack them or differ.
-- $1 operation uuid, $2 uuid[] profile ids (locked)
WITH target AS MATERIALIZED (
    SELECT f.id, f.profile_name, x.router FROM public.package_profiles f
     CROSS JOIN LATERAL console.profile_push_targets(f.id) x
     WHERE f.id = ANY ($2::uuid[])
), told AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id)
    SELECT $1::uuid, 'router:' || t.router, 'profile', 'profile', t.id FROM target t
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
SELECT o.id, o.actor, o.action, 'profile', t.id::text, jsonb_build_object('name', t.profile_name, 'routers', t.routers)
  FROM console.operation o
 CROSS JOIN (SELECT x.id, x.profile_name, array_agg(x.router ORDER BY x.router) AS routers FROM target x GROUP BY 1, 2) t
 WHERE o.id = $1::uuid
