-- Which questions of a take-over would be answered.
-- $1 text[] ids, $2 the answer; NULL: what is proposed
-- Columns: id, refusal, label, before, after, note.
SELECT q.id::text AS id,
       CASE WHEN t.state NOT IN ('looking', 'looked') THEN 'the router is taken over already'
            WHEN coalesce($2::text, q.proposal) IS NULL AND NOT q.is_needed THEN 'there is nothing to answer'
            WHEN coalesce($2::text, q.proposal) IS NULL THEN 'nothing is proposed: say the answer'
            ELSE console.takeover_answer_misfit(q.kind, coalesce($2::text, q.proposal)) END AS refusal,
       t.router || ' · ' || q.subject AS label, coalesce(q.answer, q.example, '') AS before,
       coalesce($2::text, q.proposal, '') AS after, NULL AS note
  FROM console.takeover_question q
  JOIN console.takeover t ON t.id = q.takeover_id
 WHERE q.id = ANY ($1::text[]::uuid[])
 ORDER BY t.router, q.kind, q.subject
