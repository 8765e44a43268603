-- Has routers looked at for what Mikhmon left there. A look that was not gone on with is done anew.
-- $1 operation uuid, $2 text[] names
WITH begun AS (
    INSERT INTO console.takeover AS t (id, router, actor)
    SELECT gen_random_uuid(), r.name, o.actor
      FROM console.router r
      JOIN console.operation o ON o.id = $1::uuid
     WHERE r.name = ANY ($2::text[]) AND r.is_enabled
    ON CONFLICT (router) WHERE state NOT IN ('undone', 'confirmed')
    DO UPDATE SET state = 'looking', changed_at = now(), trouble = NULL WHERE t.state IN ('looking', 'looked')
    RETURNING t.id, t.router
), asked AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id)
    SELECT $1::uuid, 'router:' || b.router, 'mikhmon_look', 'takeover', b.id FROM begun b
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
SELECT o.id, o.actor, o.action, 'takeover', b.id::text, jsonb_build_object('router', b.router)
  FROM console.operation o
 CROSS JOIN begun b
 WHERE o.id = $1::uuid
