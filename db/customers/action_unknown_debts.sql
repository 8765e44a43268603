-- The first of some ids that is no debt item's.
-- $1 uuid[] ids
-- Columns: id.
SELECT s.id
  FROM unnest($1::uuid[]) AS s (id)
 WHERE NOT EXISTS (SELECT FROM public.user_quota_debts d WHERE d.id = s.id)
 LIMIT 1
