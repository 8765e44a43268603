-- Whether the queue would be paused, whatever rows were chosen.
-- $1 any, $2 reason
-- Columns: id, refusal, label, before, after, note.
SELECT s.name AS id, CASE WHEN s.is_paused THEN 'is paused already' END AS refusal, 'the queue of ' || s.name AS label,
       console.queue_text(s) AS before, 'paused' || coalesce(': ' || nullif($2::text, ''), '') AS after,
       CASE WHEN NOT s.is_paused THEN 'on all hosts; what is being sent at this moment comes to its end' END AS note
  FROM console.queue_state s
 WHERE $1::text[] IS NULL OR true
