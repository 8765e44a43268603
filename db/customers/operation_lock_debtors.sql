-- Locks the users that owe these debt items, in the order of their ids, before the items.
-- $1 uuid[] debt ids
-- Columns: count.
SELECT count(*)
  FROM (SELECT u.id FROM public.users u
         WHERE u.id IN (SELECT d.user_id FROM public.user_quota_debts d WHERE d.id = ANY ($1::uuid[]))
         ORDER BY u.id FOR NO KEY UPDATE OF u) locked
