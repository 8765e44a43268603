-- Answers questions of a take-over.
-- $1 operation uuid, $2 text[] ids, $3 the answer; NULL: what is proposed
WITH was AS MATERIALIZED (
    SELECT q.id, q.answer FROM console.takeover_question q WHERE q.id = ANY ($2::text[]::uuid[])
), answered AS (
    UPDATE console.takeover_question q
       SET answer = coalesce($3::text, q.proposal), answered_at = now(), answered_by = o.actor
      FROM console.operation o, console.takeover t
     WHERE o.id = $1::uuid AND t.id = q.takeover_id AND t.state IN ('looking', 'looked') AND q.id = ANY ($2::text[]::uuid[])
       AND console.takeover_answer_misfit(q.kind, coalesce($3::text, q.proposal)) IS NULL AND coalesce($3::text, q.proposal) IS NOT NULL
    RETURNING q.id, q.answer, q.kind, q.subject
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'question', a.id::text, jsonb_build_object('answer', w.answer), jsonb_build_object('answer', a.answer),
       jsonb_build_object('kind', a.kind, 'subject', a.subject)
  FROM console.operation o
 CROSS JOIN answered a
  JOIN was w ON w.id = a.id
 WHERE o.id = $1::uuid
