-- The first of some ids that is no content's.
-- $1 text[] ids
-- Columns: id.
SELECT s.id
  FROM unnest($1::text[]) AS s (id)
 WHERE NOT EXISTS (SELECT FROM console.product_content c WHERE c.id = s.id::bigint)
 LIMIT 1
