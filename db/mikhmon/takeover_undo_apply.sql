-- Has routers given back to Mikhmon, as they were. What was written here goes in the same moment, so that nothing here ends a
-- voucher any more.
-- $1 operation uuid, $2 text[] ids
WITH begun AS (
    UPDATE console.takeover t
       SET state = 'undoing', changed_at = now(), trouble = NULL
     WHERE t.id = ANY ($2::text[]::uuid[]) AND console.takeover_undo_refusal(t) IS NULL
    RETURNING t.id, t.router
), withdrawn AS (
    UPDATE console.outbox x
       SET state = 'cancelled', worker_id = NULL, lease_until = NULL
      FROM begun b
     WHERE x.target = 'router:' || b.router AND x.effect = 'mikhmon_take' AND x.entity_id = b.id AND x.state IN ('pending', 'running', 'failed')
), asked AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id)
    SELECT $1::uuid, 'router:' || b.router, 'mikhmon_give_back', 'takeover', b.id FROM begun b
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at
), forgotten AS (
    SELECT b.id, b.router, console.takeover_unwrite(b.id) AS rows FROM begun b
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
SELECT o.id, o.actor, o.action, 'takeover', f.id::text, '{"state": "undoing"}', jsonb_strip_nulls(jsonb_build_object('router', f.router, 'forgotten', f.rows,
           'templates', (SELECT jsonb_agg(x.name ORDER BY x.name) FROM console.takeover_made_templates(f.id) x WHERE x.is_unchanged)))
  FROM console.operation o
 CROSS JOIN forgotten f
 WHERE o.id = $1::uuid
