-- Whether a drill would be asked for, whatever rows were chosen.
-- $1 any
-- Columns: id, refusal, label, before, after, note.
SELECT j.name AS id, CASE WHEN j.lease_until > statement_timestamp() THEN 'it runs now' END AS refusal, j.name AS label,
       console.job_state(j) AS before, 'due' AS after, NULL AS note
  FROM console.job j
 WHERE j.name = 'drill' AND ($1::text[] IS NULL OR true)
