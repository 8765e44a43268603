-- What other terms of packages would change, and what they leave as it is.
-- $1 uuid[] package ids, $2 name, $3 price, $4 quota, $5 days, $6 profile; of each NULL for as it is
-- Columns: id, refusal, label, before, after, note.
WITH edit AS MATERIALIZED (
    SELECT e.*, row_number() OVER (PARTITION BY e.refusal IS NULL ORDER BY lower(e.name), e.id) AS place
      FROM console.package_edits($1::uuid[], $2, $3::bigint, $4, $5::integer, $6) e
)
SELECT e.id, e.refusal, CASE WHEN e.place <= 20 THEN e.name END AS label, CASE WHEN e.place <= 20 THEN e.old_text END AS before,
       CASE WHEN e.place <= 20 AND e.refusal IS NULL THEN e.new_text END AS after,
       CASE WHEN e.place = 1 AND e.refusal IS NULL THEN
           (SELECT console.package_edit_note(array_agg(x.id), bool_or(x.after ? 'price')) FROM edit x WHERE x.refusal IS NULL)
       END AS note
  FROM edit e
 ORDER BY e.place, e.id
