-- The first of some ids that is no product's.
-- $1 uuid[] ids
-- Columns: id.
SELECT s.id
  FROM unnest($1::uuid[]) AS s (id)
 WHERE NOT EXISTS (SELECT FROM console.product p WHERE p.id = s.id)
 LIMIT 1
