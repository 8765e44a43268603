-- Withdraws effects that have not begun, or failed.
-- $1 operation uuid, $2 text[] numbers of outbox rows
WITH held AS MATERIALIZED (
    SELECT o.id, o.state, o.last_error
      FROM console.outbox o
     WHERE o.id = ANY ($2::text[]::bigint[]) AND o.state IN ('pending', 'failed')
     ORDER BY o.id
       FOR UPDATE
), withdrawn AS (
    UPDATE console.outbox o
       SET state = 'cancelled'
      FROM held h
     WHERE o.id = h.id
    RETURNING o.id, h.state, h.last_error
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'outbox', w.id::text,
       jsonb_build_object('state', w.state, 'last_error', w.last_error), jsonb_build_object('state', 'cancelled')
  FROM console.operation o
 CROSS JOIN withdrawn w
 WHERE o.id = $1::uuid
