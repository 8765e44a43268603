-- What closing tickets would change.
-- $1 text[] tickets by id or number, $2 outcome
-- Columns: id, refusal, label, before, after, note.
SELECT DISTINCT ON (1) coalesce(t.id::text, s.id) AS id, CASE WHEN t.id IS NULL THEN 'there is no such ticket'
                  WHEN t.state = 'closed' THEN 'is closed' END AS refusal,
       coalesce(console.ticket_label(t), s.id) AS label, CASE WHEN t.id IS NOT NULL THEN console.ticket_text(t) END AS before,
       CASE WHEN t.id IS NOT NULL THEN 'closed · ' || $2::text END AS after, NULL AS note
  FROM unnest($1::text[]) AS s (id)
  LEFT JOIN LATERAL console.ticket_of(s.id) t ON true
 ORDER BY 1
