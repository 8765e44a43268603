-- Locks packages in the order of their ids, so that two operations on the same ones wait for each other. What is read after
-- it is the latest. A new one is not there yet.
-- $1 uuid[] package ids
-- Columns: count.
SELECT count(*)
  FROM (SELECT p.id FROM public.packages p WHERE p.id = ANY ($1::uuid[]) ORDER BY p.id FOR UPDATE) locked
