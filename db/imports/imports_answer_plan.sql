-- What answering questions of an import would mean.
-- $1 text[] questions ("12:same_phone"), $2 answer, $3 the id of one row, or nothing: all of them
-- Columns: id, refusal, label, before, after, note.
SELECT q.run_id || ':' || q.name AS id, console.import_answer_refusal(q, $2::text, coalesce($3::text, '')) AS refusal, q.rows || ' ' || q.asks AS label,
       coalesce(console.import_answered(q.run_id, q.name, coalesce($3::text, '')), q.fallback, 'not answered') AS before,
       concat_ws(': ', $3::text, $2::text) AS after, NULL AS note
  FROM console.import_question q
 WHERE q.run_id || ':' || q.name = ANY ($1::text[])
 ORDER BY q.run_id, q.place
