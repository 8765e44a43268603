-- Makes a ticket.
-- $1 operation uuid, $2 text[] its id, $3 text, $4 customer, $5 incident, $6 router, $7 whose, $8 day, $9 time
WITH made AS (
    INSERT INTO console.ticket AS t (id, user_id, incident_id, router, subject, text, assigned_to, follow_up, opened_by)
    SELECT ($2::text[])[1]::uuid, w.user_id, w.incident_id, w.router_name, w.subject, $3::text, $7::text,
           console.ticket_time($8::text, $9::text), o.actor
      FROM console.operation o
     CROSS JOIN console.ticket_wish($4::text, $5::bigint, $6::text, $8::text, $9::text) w
     WHERE o.id = $1::uuid AND w.refusal IS NULL
    RETURNING t.id, t.user_id, console.ticket_facts(t) AS facts, pg_notify('hotspot_console', 'tickets')
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
SELECT o.id, o.actor, o.action, 'ticket', m.id::text, m.facts, jsonb_strip_nulls(jsonb_build_object('user_id', m.user_id))
  FROM console.operation o
 CROSS JOIN made m
 WHERE o.id = $1::uuid
