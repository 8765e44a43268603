-- All open items of a user, in the order in which they are paid.
-- $1 user uuid
-- Columns: id, debt_date, due_date, note, amount_mb, paid_mb, remaining_mb, price_rp, remaining_rp, age_days,
--          has_own_price, is_paid, is_overdue, is_unlimited
SELECT i.*
  FROM public.user_quota_debts d
 CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) p
 CROSS JOIN LATERAL console.debt_facts(d, p.list) i
 WHERE d.user_id = $1::uuid AND NOT d.is_paid
 ORDER BY d.debt_date NULLS LAST, d.created_at, d.id
