-- Somebody takes incidents on.
-- $1 operation uuid, $2 text[] incidents, $3 note
WITH was AS MATERIALIZED (
    SELECT i.id, console.incident_said(i) AS before
      FROM console.incident i
     WHERE i.id = ANY ($2::text[]::bigint[]) AND i.closed_at IS NULL
     ORDER BY i.id
       FOR UPDATE
), changed AS (
    UPDATE console.incident i
       SET acknowledged_at = clock_timestamp(), acknowledged_by = o.actor, snoozed_until = NULL,
           note = coalesce($3::text, i.note), changed_at = clock_timestamp()
      FROM was w
     CROSS JOIN (SELECT o.actor FROM console.operation o WHERE o.id = $1::uuid) o
     WHERE i.id = w.id
    RETURNING i.id, w.before, console.incident_said(i) AS after, pg_notify('hotspot_console', 'incidents')
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'incident', c.id::text, c.before, c.after
  FROM console.operation o
 CROSS JOIN changed c
 WHERE o.id = $1::uuid
 ORDER BY c.id
