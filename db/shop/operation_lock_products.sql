-- Locks products in the order of their ids, so that two operations on the same ones wait for each other.
-- $1 uuid[] product ids
-- Columns: count.
SELECT count(*)
  FROM (SELECT p.id FROM console.product p WHERE p.id = ANY ($1::uuid[]) ORDER BY p.id FOR UPDATE) locked
