-- Opens tickets again.
-- $1 operation uuid, $2 text[] tickets
WITH was AS MATERIALIZED (
    SELECT t.id, console.ticket_facts(t) AS facts
      FROM console.ticket t
     WHERE t.id = ANY ($2::text[]::uuid[]) AND t.state = 'closed'
     ORDER BY t.id
       FOR UPDATE
), changed AS (
    UPDATE console.ticket t
       SET state = 'open', outcome = NULL, closed_at = NULL, closed_by = NULL, changed_at = clock_timestamp()
      FROM was w
     CROSS JOIN (SELECT o.actor FROM console.operation o WHERE o.id = $1::uuid) o
     WHERE t.id = w.id
    RETURNING t.id, t.user_id, w.facts AS before, console.ticket_facts(t) AS after, pg_notify('hotspot_console', 'tickets')
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'ticket', c.id::text, console.changed_part(c.before, c.after), console.changed_part(c.after, c.before),
       jsonb_strip_nulls(jsonb_build_object('user_id', c.user_id))
  FROM console.operation o
 CROSS JOIN changed c
 WHERE o.id = $1::uuid
 ORDER BY c.id
