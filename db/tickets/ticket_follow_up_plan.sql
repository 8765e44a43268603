-- When tickets would be looked at again.
-- $1 text[] tickets by id or number, $2 day, "-" for no more, $3 time
-- Columns: id, refusal, label, before, after, note.
SELECT DISTINCT ON (1) coalesce(t.id::text, s.id) AS id, CASE WHEN t.id IS NULL THEN 'there is no such ticket'
                  WHEN t.state = 'closed' THEN 'is closed'
                  ELSE console.ticket_time_refusal($2, $3) END AS refusal,
       coalesce(console.ticket_label(t), s.id) AS label, CASE WHEN t.id IS NOT NULL THEN console.ticket_text(t) END AS before,
       CASE WHEN t.id IS NOT NULL THEN concat_ws(' · ', t.state, coalesce('follow-up ' || to_char(console.ticket_time($2, $3) AT TIME ZONE console.zone(), 'YYYY-MM-DD HH24:MI'), 'no follow-up')) END AS after, NULL AS note
  FROM unnest($1::text[]) AS s (id)
  LEFT JOIN LATERAL console.ticket_of(s.id) t ON true
 ORDER BY 1
