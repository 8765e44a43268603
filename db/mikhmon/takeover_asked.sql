-- What is unclear in a router that is taken over, for its page: what is to be answered first.
-- $1 take-over
-- Columns: id, kind, subject, state, example, proposal, answer, rows.
SELECT q.id, q.kind, q.subject, console.takeover_question_state(q) AS state, q.example, q.proposal, q.answer, q.rows
  FROM console.takeover_question q
 WHERE q.takeover_id = $1::uuid
 ORDER BY q.is_needed AND q.answer IS NULL DESC, q.is_needed DESC, q.kind, q.subject
 LIMIT 100
