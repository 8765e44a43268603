-- Stops broadcasts. What a messenger was handed and has not begun waits again; what may have been sent comes to its end.
-- $1 operation uuid, $2 text[] numbers of broadcasts (locked)
WITH stopped AS (
    UPDATE console.broadcast b SET state = 'stopped'
     WHERE b.id = ANY ($2::text[]::bigint[]) AND b.state = 'running'
    RETURNING b.id, b.uid
), held_up AS (
    UPDATE console.outbox o SET state = 'cancelled', last_error = 'the broadcast was stopped'
      FROM stopped s
     WHERE o.target = 'message:user' AND o.effect = 'broadcast' AND o.entity_id = s.uid AND o.state = 'pending'
), withdrawn AS (
    UPDATE console.outbox o SET state = 'cancelled', last_error = 'the broadcast was stopped'
      FROM console.notice n
      JOIN stopped s ON s.id = n.broadcast_id
     WHERE n.state = 'handed' AND o.id = n.carried_by AND o.state = 'pending'
       AND NOT o.payload ? 'is_sent' AND NOT o.payload ? 'unanswered'
    RETURNING n.id
), waits_again AS (
    UPDATE console.notice n SET state = 'waiting', carried_by = NULL, ended_at = NULL
      FROM withdrawn w
     WHERE n.id = w.id
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'broadcast', s.id::text, '{"state": "running"}', '{"state": "stopped"}'
  FROM console.operation o
 CROSS JOIN stopped s
 WHERE o.id = $1::uuid
