-- The bought quota of a user, as it stands.
-- $1 user uuid
-- Columns: mb, reason (nothing).
SELECT u.total_quota_purchased_mb AS mb, NULL AS reason
  FROM public.users u
 WHERE u.id = $1::uuid
