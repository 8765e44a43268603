-- Debts paid below zero or beyond their amount, or called paid while something is open.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('debt %s: %s of %s MB paid, is_paid %s', q.id, q.paid_mb, q.amount_mb, q.is_paid)) AS example
  FROM public.user_quota_debts q
 WHERE q.paid_mb < 0 OR q.paid_mb > q.amount_mb OR q.amount_mb <= 0 OR (q.is_paid AND q.paid_mb < q.amount_mb)
