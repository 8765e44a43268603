-- Notes something of tickets, and when to look at them again.
-- $1 operation uuid, $2 text[] tickets, $3 the text, $4 day, "-" for no more, or NULL: as it is, $5 time
WITH was AS MATERIALIZED (
    SELECT t.id, t.user_id, console.ticket_facts(t) AS facts, o.actor
      FROM console.ticket t
     CROSS JOIN console.operation o
     WHERE t.id = ANY ($2::text[]::uuid[]) AND o.id = $1::uuid
     ORDER BY t.id
       FOR UPDATE OF t
), noted AS (
    INSERT INTO console.ticket_note AS n (ticket_id, text, actor)
    SELECT w.id, $3::text, w.actor FROM was w
    RETURNING n.id, n.ticket_id, jsonb_build_object('text', n.text, 'taken_back_at', n.taken_back_at) AS facts
), changed AS (
    UPDATE console.ticket t
       SET follow_up = CASE WHEN $4::text IS NULL THEN t.follow_up ELSE console.ticket_time($4::text, $5::text) END,
           changed_at = clock_timestamp()
      FROM was w
     WHERE t.id = w.id
    RETURNING t.id, console.ticket_facts(t) AS after, pg_notify('hotspot_console', 'tickets')
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, r.kind, r.id::text, r.before, r.after,
       jsonb_strip_nulls(jsonb_build_object('user_id', w.user_id, 'ticket_id', CASE r.kind WHEN 'ticket_note' THEN w.id END))
  FROM console.operation o
 CROSS JOIN was w
  JOIN (SELECT 1 AS place, 'ticket_note' AS kind, n.id, n.ticket_id, NULL::jsonb AS before, n.facts AS after FROM noted n
        UNION ALL
        SELECT 2, 'ticket', c.id, c.id, console.changed_part(w.facts, c.after), console.changed_part(c.after, w.facts)
          FROM changed c
          JOIN was w ON w.id = c.id
         WHERE w.facts <> c.after) r ON r.ticket_id = w.id
 WHERE o.id = $1::uuid
 ORDER BY w.id, r.place
