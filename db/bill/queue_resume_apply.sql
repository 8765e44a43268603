-- Lets the queue go on.
-- $1 operation uuid, $2 text[] its name
WITH before AS MATERIALIZED (
    SELECT s.name, s.paused_by, s.reason FROM console.queue_state s WHERE s.name = ANY ($2::text[]) AND s.is_paused FOR UPDATE
), resumed AS (
    UPDATE console.queue_state s
       SET is_paused = false, paused_by = NULL, paused_at = NULL, reason = NULL, resumed_at = clock_timestamp()
      FROM before b
     WHERE s.name = b.name
    RETURNING b.*
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'queue', r.name,
       jsonb_strip_nulls(jsonb_build_object('is_paused', true, 'paused_by', r.paused_by, 'reason', r.reason)),
       '{"is_paused": false}'
  FROM console.operation o
 CROSS JOIN resumed r
 CROSS JOIN (SELECT pg_notify('hotspot_console', 'queue')) told
 WHERE o.id = $1::uuid
