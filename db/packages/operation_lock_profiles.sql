-- Locks profiles in the order of their ids, so that two operations on the same ones wait for each other. What is read after
-- it is the latest. A new one is not there yet.
-- $1 uuid[] profile ids
-- Columns: count.
SELECT count(*)
  FROM (SELECT f.id FROM public.package_profiles f WHERE f.id = ANY ($1::uuid[]) ORDER BY f.id FOR UPDATE) locked
