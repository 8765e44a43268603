-- One debt item, its user and what he owes beside it.
-- $1 debt uuid
-- Columns: id, debt_date, due_date, note, amount_mb, paid_mb, remaining_mb, price_rp, remaining_rp, age_days,
--          has_own_price, is_paid, is_overdue, is_unlimited, user_id, full_name, phone_number, created_at, paid_at,
--          last_paid_source, block_cause, blocked_reason, auto_debt_mb, auto_debt_rp
SELECT i.*, u.id AS user_id, u.full_name, u.phone_number, to_char(d.created_at, 'YYYY-MM-DD HH24:MI') AS created_at,
       to_char(d.paid_at, 'YYYY-MM-DD HH24:MI') AS paid_at, d.last_paid_source,
       CASE WHEN u.is_blocked THEN console.block_cause(u.blocked_reason) END AS block_cause,
       CASE WHEN u.is_blocked THEN coalesce(u.blocked_reason, '') END AS blocked_reason, a.mb AS auto_debt_mb,
       console.reference_price_rp(a.mb, p.list) AS auto_debt_rp
  FROM public.user_quota_debts d
  JOIN public.users u ON u.id = d.user_id
 CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) p
 CROSS JOIN LATERAL console.debt_facts(d, p.list) i
 CROSS JOIN LATERAL (
       SELECT console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                   u.is_unlimited_user, u.role) AS mb) a
 WHERE d.id = $1::uuid
