-- Which changes of customers' records would be made.
-- $1 uuid[] requests
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT r.*, row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY lower(r.owner), r.id) AS place
      FROM console.changes_to_approve($1::uuid[]) r
)
SELECT t.id, t.refusal, CASE WHEN t.place <= 20 THEN coalesce(t.owner, t.id::text) END AS label,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN console.record_text(t.before) END AS before,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN
           CASE WHEN t.after = '{}' THEN 'all stands so already' ELSE console.record_text(t.after) END END AS after,
       NULL AS note
  FROM target t
 ORDER BY t.place, t.refusal IS NOT NULL, t.id
