-- Locks subscriptions in the order of their ids, so that two operations on the same ones wait for each other. What is
-- read after it is the latest. Of their users nothing is changed.
-- $1 uuid[] subscription ids
-- Columns: count.
SELECT count(*)
  FROM (SELECT s.id FROM console.subscription s WHERE s.id = ANY ($1::uuid[]) ORDER BY s.id FOR NO KEY UPDATE) locked
