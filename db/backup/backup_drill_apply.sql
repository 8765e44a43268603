-- Asks for a drill now.
-- $1 operation uuid, $2 text[] its job
WITH asked AS (
    UPDATE console.job j SET wanted_at = clock_timestamp()
     WHERE j.name = ANY ($2::text[])
    RETURNING j.name, j.wanted_at, pg_notify('hotspot_console', 'jobs'), pg_notify('hotspot_console', 'job wanted')
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after)
SELECT o.id, o.actor, o.action, 'job', a.name, jsonb_build_object('wanted_at', a.wanted_at)
  FROM console.operation o
 CROSS JOIN asked a
 WHERE o.id = $1::uuid
