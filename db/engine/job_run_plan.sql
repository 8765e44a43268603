-- Which jobs would be made due.
-- $1 text[] names
-- Columns: id, refusal, label, before, after, note.
SELECT s.name AS id,
       CASE WHEN j.name IS NULL THEN 'there is no such job'
            WHEN NOT console.job_is_served(j.name) THEN 'no configuration names its router any more' END AS refusal,
       s.name AS label, CASE WHEN j.name IS NOT NULL THEN console.job_state(j) END AS before,
       'due' || CASE WHEN j.is_paused THEN ', then paused as before' ELSE '' END AS after, NULL AS note
  FROM (SELECT DISTINCT unnest($1::text[]) AS name) s
  LEFT JOIN console.job j ON j.name = s.name
 ORDER BY s.name
