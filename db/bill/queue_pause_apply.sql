-- Pauses the queue.
-- $1 operation uuid, $2 text[] its name, $3 reason
WITH paused AS (
    UPDATE console.queue_state s
       SET is_paused = true, paused_by = o.actor, paused_at = clock_timestamp(), reason = nullif($3::text, '')
      FROM console.operation o
     WHERE s.name = ANY ($2::text[]) AND NOT s.is_paused AND o.id = $1::uuid
    RETURNING s.name, s.reason
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'queue', p.name, '{"is_paused": false}',
       jsonb_strip_nulls(jsonb_build_object('is_paused', true, 'reason', p.reason))
  FROM console.operation o
 CROSS JOIN paused p
 CROSS JOIN (SELECT pg_notify('hotspot_console', 'queue')) told
 WHERE o.id = $1::uuid
