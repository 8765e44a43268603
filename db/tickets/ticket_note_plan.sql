-- What a note would say of tickets.
-- $1 text[] tickets by id or number, $2 the text, $3 day on which to look again, "-" for no more, or NULL: as it is, $4 time
-- Columns: id, refusal, label, before, after, note.
SELECT DISTINCT ON (1) coalesce(t.id::text, s.id) AS id, CASE WHEN t.id IS NULL THEN 'there is no such ticket'
                  ELSE console.ticket_time_refusal($3, $4) END AS refusal,
       coalesce(console.ticket_label(t), s.id) AS label, CASE WHEN t.id IS NOT NULL THEN console.ticket_text(t) END AS before,
       CASE WHEN t.id IS NOT NULL THEN
           'noted: ' || $2::text
           || CASE WHEN $3 IS NULL THEN ''
                   ELSE ' · ' || coalesce('follow-up ' || to_char(console.ticket_time($3, $4) AT TIME ZONE console.zone(), 'YYYY-MM-DD HH24:MI'),
                                          'no follow-up') END END AS after, NULL AS note
  FROM unnest($1::text[]) AS s (id)
  LEFT JOIN LATERAL console.ticket_of(s.id) t ON true
 ORDER BY 1
