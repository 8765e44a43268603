-- Open debts of one user, in the order in which they are paid.
-- $1 user id, $2 at most so many
-- columns: id, debt_date, due_date, is_overdue, amount_mb, paid_mb, price_rp, note
SELECT d.id, d.debt_date, d.due_date, coalesce(d.due_date < current_date, false) AS is_overdue,
       d.amount_mb, d.paid_mb, d.price_rp, d.note
  FROM public.user_quota_debts d
 WHERE d.user_id = $1::uuid AND NOT d.is_paid
 ORDER BY d.debt_date NULLS LAST, d.created_at, d.id
 LIMIT $2::int
