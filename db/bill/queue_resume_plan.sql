-- Whether the queue would go on, whatever rows were chosen.
-- $1 any
-- Columns: id, refusal, label, before, after, note.
SELECT s.name AS id, CASE WHEN NOT s.is_paused THEN 'is not paused' END AS refusal, 'the queue of ' || s.name AS label,
       console.queue_text(s) AS before, 'running' AS after, NULL AS note
  FROM console.queue_state s
 WHERE $1::text[] IS NULL OR true
