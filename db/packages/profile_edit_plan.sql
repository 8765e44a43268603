-- What other terms of profiles would change here; routers are told apart from it.
-- $1 uuid[] profile ids, $2 name, $3 rate, $4 shared users, $5 session, $6 address list; of each NULL for as it is, - for as
-- routers have it
-- Columns: id, refusal, label, before, after, note.
WITH edit AS MATERIALIZED (
    SELECT e.*, row_number() OVER (PARTITION BY e.refusal IS NULL ORDER BY lower(e.name), e.id) AS place
      FROM console.profile_edits($1::uuid[], $2, $3, $4, $5, $6) e
)
SELECT e.id, e.refusal, CASE WHEN e.place <= 20 THEN e.name END AS label, CASE WHEN e.place <= 20 THEN e.old_text END AS before,
       CASE WHEN e.place <= 20 AND e.refusal IS NULL THEN e.new_text END AS after,
       CASE WHEN e.place = 1 AND e.refusal IS NULL THEN 'routers are told by profiles.push' END AS note
  FROM edit e
 ORDER BY e.place, e.id
