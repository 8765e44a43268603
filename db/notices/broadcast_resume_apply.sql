-- Lets broadcasts go on.
-- $1 operation uuid, $2 text[] numbers of broadcasts (locked)
WITH resumed AS (
    UPDATE console.broadcast b SET state = 'running'
     WHERE b.id = ANY ($2::text[]::bigint[]) AND b.state = 'stopped'
    RETURNING b.id, b.uid
), asked AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    SELECT $1::uuid, 'message:user', 'broadcast', 'broadcast', r.uid, jsonb_build_object('broadcast', r.id)
      FROM resumed r
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'broadcast', r.id::text, '{"state": "stopped"}', '{"state": "running"}'
  FROM console.operation o
 CROSS JOIN resumed r
 WHERE o.id = $1::uuid
