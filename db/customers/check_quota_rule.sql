-- Users whose status differs for a portal that says purchased - used is left and leaves the offset out: automatic
-- debt of theirs was settled by a portal, or here before 0038.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('user %s: %s here, %s for such a portal; bought %s, used %s, offset %s', u.id, s.ours, s.theirs,
                  u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb)) AS example
  FROM (SELECT console.setting_bigint('QUOTA_FUP_THRESHOLD_MB', 3072) AS mb OFFSET 0) t
 CROSS JOIN public.users u
 CROSS JOIN LATERAL (
       SELECT console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date,
                                    u.is_unlimited_user, u.total_quota_purchased_mb, u.total_quota_used_mb,
                                    u.auto_debt_offset_mb, t.mb, now()) AS ours,
              console.access_status(u.is_blocked, u.is_active, u.approval_status, u.quota_expiry_date,
                                    u.is_unlimited_user, u.total_quota_purchased_mb, u.total_quota_used_mb,
                                    0, t.mb, now()) AS theirs) s
 WHERE u.auto_debt_offset_mb > 0 AND s.ours <> s.theirs
