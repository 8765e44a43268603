-- The first contents that would be put in, masked.
-- $1 NULL, $2 import, $3 how many
-- Columns: id (its line), refusal (none), label, before, after, note (its verdict).
SELECT l.line AS id, NULL AS refusal, console.product_code_given(l.product) AS label, NULL AS before,
       console.content_masked(l.content) AS after, l.verdict AS note
  FROM console.import_contents l
 WHERE $1::text[] IS NULL AND l.import_id = $2::bigint AND l.fault_kind IS NULL AND l.verdict = 'new'
 ORDER BY l.line
 LIMIT $3::bigint
