-- The first of some ids that is no charge's, ours or the portal's.
-- $1 text[] ids
-- Columns: id.
SELECT s.id
  FROM unnest($1::text[]) AS s (id)
 WHERE NOT EXISTS (SELECT FROM console.charge_known(ARRAY[s.id]) c)
 LIMIT 1
