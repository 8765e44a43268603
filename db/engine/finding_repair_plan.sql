-- What repairing findings would make of them.
-- $1 bigint[] findings
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT s.id AS given, f.kind, f.label, f.present, f.repaired,
           CASE WHEN f.id IS NULL THEN 'there is no such finding' ELSE console.finding_refusal(f) END AS refusal,
           row_number() OVER (PARTITION BY f.id IS NULL OR console.finding_refusal(f) IS NOT NULL ORDER BY f.kind, f.id) AS place
      FROM unnest($1::text[]) AS s (id)
      LEFT JOIN console.finding f ON f.id = CASE WHEN s.id ~ '^[0-9]{1,18}$' THEN s.id::bigint END
)
SELECT t.given AS id, t.refusal, CASE WHEN t.place <= 20 THEN coalesce(t.label, t.present) END AS label,
       CASE WHEN t.place <= 20 THEN t.present END AS before,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN t.repaired END AS after, NULL AS note
  FROM target t
 ORDER BY t.place, t.given
