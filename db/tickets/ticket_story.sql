-- One ticket. No row where there is none of that id.
-- $1 its id
-- Columns: number, state, text, outcome, assigned_to, follow_up, is_due, opened_by, opened_at, closed_by, closed_at, user_id,
--          customer, incident_id, incident (the kind), router, subject.
SELECT t.number, t.state, t.text, t.outcome, t.assigned_to, to_char(t.follow_up, 'YYYY-MM-DD HH24:MI') AS follow_up,
       t.state = 'open' AND coalesce(t.follow_up <= clock_timestamp(), false) AS is_due,
       t.opened_by, to_char(t.opened_at, 'YYYY-MM-DD HH24:MI') AS opened_at, t.closed_by,
       to_char(t.closed_at, 'YYYY-MM-DD HH24:MI') AS closed_at, u.id AS user_id, concat_ws(' ', u.full_name, u.phone_number) AS customer,
       i.id AS incident_id, i.kind AS incident, t.router, t.subject
  FROM console.ticket t
  LEFT JOIN public.users u ON u.id = t.user_id
  LEFT JOIN console.incident i ON i.id = t.incident_id
 WHERE t.id = CASE WHEN $1::text ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN $1::text::uuid END
