-- Locks the customers that sellers are, in the order of their ids.
-- $1 uuid[] sellers
-- Columns: count.
SELECT count(*)
  FROM (SELECT u.id FROM public.users u
         WHERE u.id IN (SELECT s.user_id FROM console.seller s WHERE s.id = ANY ($1::uuid[]))
         ORDER BY u.id FOR NO KEY UPDATE OF u) locked
