-- Makes effects that failed or wait due now; they become this operation's, which does them at once. Of several
-- for the same thing the newest stands for all.
-- $1 operation uuid, $2 text[] numbers of outbox rows
WITH held AS MATERIALIZED (
    SELECT o.id, o.target, o.effect, o.entity_id, o.state, o.operation_id, o.last_error, o.next_attempt_at
      FROM console.outbox o
     WHERE o.id = ANY ($2::text[]::bigint[]) AND o.state IN ('pending', 'failed')
     ORDER BY o.id
       FOR UPDATE
), newest AS (
    SELECT DISTINCT ON (h.target, h.effect, h.entity_id) h.id
      FROM held h
     WHERE h.state = 'failed'
       AND NOT EXISTS (SELECT FROM console.outbox n
                        WHERE n.target = h.target AND n.effect = h.effect AND n.entity_id = h.entity_id
                          AND n.state = 'pending')
     ORDER BY h.target, h.effect, h.entity_id, h.id DESC
), due AS (
    UPDATE console.outbox o
       SET state = 'pending', operation_id = $1::uuid, next_attempt_at = clock_timestamp()
      FROM held h
     WHERE o.id = h.id AND (h.state = 'pending' OR h.id IN (SELECT n.id FROM newest n))
    RETURNING o.id, h.state, h.operation_id, h.last_error, h.next_attempt_at
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'outbox', d.id::text,
       jsonb_build_object('state', d.state, 'operation_id', d.operation_id, 'last_error', d.last_error,
                          'next_attempt_at', d.next_attempt_at),
       jsonb_build_object('state', 'pending')
  FROM console.operation o
 CROSS JOIN due d
 WHERE o.id = $1::uuid
