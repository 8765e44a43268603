-- Locks users in the order of their ids, so that two operations on the same ones wait for each other
-- and never block each other for good. What is read after it is the latest. (NO KEY: others may go
-- on to insert rows that refer to these users.)
-- $1 uuid[] user ids
-- Columns: count.
SELECT count(*)
  FROM (SELECT u.id FROM public.users u WHERE u.id = ANY ($1::uuid[]) ORDER BY u.id FOR NO KEY UPDATE) locked
