-- Which jobs would run again.
-- $1 text[] names
-- Columns: id, refusal, label, before, after, note.
SELECT s.name AS id,
       CASE WHEN j.name IS NULL THEN 'there is no such job'
            WHEN NOT j.is_paused THEN 'is not paused' END AS refusal,
       s.name AS label, CASE WHEN j.name IS NOT NULL THEN console.job_state(j) END AS before,
       CASE WHEN j.next_run_at <= statement_timestamp() THEN 'due' ELSE 'waiting' END AS after, NULL AS note
  FROM (SELECT DISTINCT unnest($1::text[]) AS name) s
  LEFT JOIN console.job j ON j.name = s.name
 ORDER BY s.name
