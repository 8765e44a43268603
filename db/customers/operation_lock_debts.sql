-- Locks the open debt items of users that are locked already.
-- $1 uuid[] user ids
-- Columns: count.
SELECT count(*)
  FROM (SELECT d.id FROM public.user_quota_debts d
         WHERE d.user_id = ANY ($1::uuid[]) AND NOT d.is_paid ORDER BY d.id FOR NO KEY UPDATE) locked
