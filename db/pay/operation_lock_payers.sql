-- Locks the users that these charges, or transactions of the portal's, are of, in the order of their ids.
-- $1 text[] order ids
-- Columns: count.
SELECT count(*)
  FROM (SELECT u.id FROM public.users u
         WHERE u.id IN (SELECT c.user_id FROM console.charge_known($1::text[]) c)
         ORDER BY u.id FOR NO KEY UPDATE OF u) locked
