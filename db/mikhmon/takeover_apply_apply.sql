-- Has routers taken over that were looked at.
-- $1 operation uuid, $2 text[] ids
WITH begun AS (
    UPDATE console.takeover t
       SET state = 'taking', changed_at = now(), trouble = NULL
     WHERE t.id = ANY ($2::text[]::uuid[]) AND t.state = 'looked'
    RETURNING t.id, t.router
), asked AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id)
    SELECT $1::uuid, 'router:' || b.router, 'mikhmon_take', 'takeover', b.id FROM begun b
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'takeover', b.id::text, '{"state": "looked"}', '{"state": "taking"}', jsonb_build_object('router', b.router)
  FROM console.operation o
 CROSS JOIN begun b
 WHERE o.id = $1::uuid
