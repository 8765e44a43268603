-- Locks debt items, and all open ones of the same users, whose sum they are part of.
-- $1 uuid[] debt ids
-- Columns: count.
SELECT count(*)
  FROM (SELECT d.id FROM public.user_quota_debts d
         WHERE d.user_id IN (SELECT w.user_id FROM public.user_quota_debts w WHERE w.id = ANY ($1::uuid[]))
           AND (NOT d.is_paid OR d.id = ANY ($1::uuid[]))
         ORDER BY d.id FOR NO KEY UPDATE OF d) locked
