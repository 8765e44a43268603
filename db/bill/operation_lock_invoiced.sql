-- Locks the users that these invoices are of, in the order of their ids, as news of their charges do. Those of users
-- who are gone are locked one after the other when they are written.
-- $1 uuid[] invoice ids
-- Columns: count.
SELECT count(*)
  FROM (SELECT u.id FROM public.users u
         WHERE u.id IN (SELECT i.user_id FROM console.invoice i WHERE i.id = ANY ($1::uuid[]))
         ORDER BY u.id FOR NO KEY UPDATE OF u) locked
