-- Take-overs are for good. What stood on the router before stays noted.
-- $1 operation uuid, $2 text[] ids
WITH done AS (
    UPDATE console.takeover t
       SET state = 'confirmed', changed_at = now(), trouble = NULL
     WHERE t.id = ANY ($2::text[]::uuid[]) AND t.state = 'taken'
    RETURNING t.id, t.router
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'takeover', d.id::text, '{"state": "taken"}', '{"state": "confirmed"}', jsonb_build_object('router', d.router)
  FROM console.operation o
 CROSS JOIN done d
 WHERE o.id = $1::uuid
