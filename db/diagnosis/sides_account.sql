-- What of a customer stands in the database alone, to be read beside what others have.
-- $1 user id
-- Columns: full_name, quota_left, expires, debt.
SELECT u.full_name,
       CASE WHEN u.is_unlimited_user THEN 'Unlimited'
            ELSE console.mb_text(greatest(0, console.quota_left_mb(u.total_quota_purchased_mb, u.total_quota_used_mb,
                                                                   u.auto_debt_offset_mb))) END AS quota_left,
       to_char(u.quota_expiry_date, 'YYYY-MM-DD HH24:MI') AS expires,
       console.mb_text(u.manual_debt_mb + console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                                               u.is_unlimited_user, u.role)) AS debt
  FROM public.users u
 WHERE u.id = $1::uuid
