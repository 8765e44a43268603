-- The first of some ids that is no line.
-- $1 uuid[] ids
-- Columns: id.
SELECT g.id
  FROM unnest($1::uuid[]) AS g (id)
  LEFT JOIN console.ppp_line l ON l.id = g.id
 WHERE l.id IS NULL
 LIMIT 1
