-- The first of some ids that is no seller's.
-- $1 uuid[] ids
-- Columns: id.
SELECT s.id
  FROM unnest($1::uuid[]) AS s (id)
 WHERE NOT EXISTS (SELECT FROM console.seller x WHERE x.id = s.id)
 LIMIT 1
