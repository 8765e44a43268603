-- Users with a quota figure below zero.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('user %s: purchased %s, used %s, offset %s, debt %s', u.id, u.total_quota_purchased_mb,
                  u.total_quota_used_mb, u.auto_debt_offset_mb, u.manual_debt_mb)) AS example
  FROM public.users u
 WHERE u.total_quota_purchased_mb < 0 OR u.total_quota_used_mb < 0 OR u.auto_debt_offset_mb < 0 OR u.manual_debt_mb < 0
