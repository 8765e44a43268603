-- Deletes customers softly, as the portal does: the row stays, inactive; devices, logins and the hotspot account go. Without a
-- password the router keeps no account of them.
-- $1 operation uuid, $2 uuid[] user ids (locked)
WITH gone AS MATERIALIZED (
    SELECT u.id, u.is_active FROM public.users u WHERE u.id = ANY ($2::uuid[]) AND console.delete_refusal(u) IS NULL
), forgotten AS MATERIALIZED (
    SELECT f.* FROM console.forget_logins($1::uuid, (SELECT array_agg(g.id) FROM gone g), true) f
), password AS (
    UPDATE public.users u SET mikrotik_password = NULL FROM gone g WHERE u.id = g.id
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'user', g.id::text, jsonb_build_object('is_active', g.is_active), '{"is_active": false}',
       jsonb_strip_nulls(jsonb_build_object('devices', f.macs))
  FROM console.operation o
 CROSS JOIN gone g
  JOIN forgotten f ON f.user_id = g.id
 WHERE o.id = $1::uuid
