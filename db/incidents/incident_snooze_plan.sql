-- What putting incidents off would change.
-- $1 text[] incidents, $2 hours, $3 note
-- Columns: id, refusal, label, before, after, note.
SELECT s.id, CASE WHEN i.id IS NULL THEN 'there is no such incident'
                  WHEN i.closed_at IS NOT NULL THEN 'is over already' END AS refusal,
       coalesce(nullif(concat_ws(' · ', nullif(i.cause, ''), i.example), ''), s.id) AS label,
       CASE WHEN i.id IS NOT NULL THEN console.incident_text(i) END AS before,
       CASE WHEN i.id IS NOT NULL THEN concat_ws(' · ', 'put off for ' || $2::text || ' h', $3::text) END AS after, NULL AS note
  FROM (SELECT DISTINCT unnest($1::text[]) AS id) s
  LEFT JOIN console.incident i ON i.id = CASE WHEN s.id ~ '^[0-9]{1,18}$' THEN s.id::bigint END
 ORDER BY i.id, s.id
