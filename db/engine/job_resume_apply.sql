-- Lets paused jobs run again.
-- $1 operation uuid, $2 text[] names
WITH changed AS (
    UPDATE console.job j SET is_paused = false
     WHERE j.name = ANY ($2::text[]) AND j.is_paused
    RETURNING j.name, pg_notify('hotspot_console', 'jobs'), pg_notify('hotspot_console', 'job wanted')
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'job', c.name, '{"is_paused": true}', '{"is_paused": false}'
  FROM console.operation o
 CROSS JOIN changed c
 WHERE o.id = $1::uuid
 ORDER BY c.name
