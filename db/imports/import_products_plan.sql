-- The first products that would be made.
-- $1 NULL, $2 import, $3 how many
-- Columns: id (its line), refusal (none), label, before, after, note (its verdict).
SELECT l.line AS id, NULL AS refusal, l.name AS label, NULL AS before,
       console.product_code_given(l.code) || ' · ' || console.product_text(l.price, coalesce(l.category, ''), coalesce(l.terms, ''))
       || CASE WHEN NOT l.active THEN ' · not sold' ELSE '' END AS after,
       l.verdict AS note
  FROM console.import_products l
 WHERE $1::text[] IS NULL AND l.import_id = $2::bigint AND l.fault_kind IS NULL AND l.verdict = 'new'
 ORDER BY l.line
 LIMIT $3::bigint
