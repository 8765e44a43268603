-- The first of some codes that is no coupon's.
-- $1 text[] codes
-- Columns: id.
SELECT s.code AS id
  FROM unnest($1::text[]) AS s (code)
 WHERE NOT EXISTS (SELECT FROM console.coupon k WHERE k.code = s.code)
 LIMIT 1
