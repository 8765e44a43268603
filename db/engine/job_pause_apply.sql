-- Pauses jobs. A run that has begun goes on to its end.
-- $1 operation uuid, $2 text[] names
WITH changed AS (
    UPDATE console.job j SET is_paused = true
     WHERE j.name = ANY ($2::text[]) AND NOT j.is_paused
    RETURNING j.name, pg_notify('hotspot_console', 'jobs')
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'job', c.name, '{"is_paused": false}', '{"is_paused": true}'
  FROM console.operation o
 CROSS JOIN changed c
 WHERE o.id = $1::uuid
 ORDER BY c.name
