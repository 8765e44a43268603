-- Debts paid below zero or beyond their amount, or closed while something is open that nobody gave up.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('debt %s: %s of %s MB paid, is_paid %s', q.id, q.paid_mb, q.amount_mb, q.is_paid)) AS example
  FROM public.user_quota_debts q
 WHERE q.paid_mb < 0 OR q.paid_mb > q.amount_mb OR q.amount_mb <= 0
    OR (q.is_paid AND q.paid_mb < q.amount_mb
        AND (q.last_paid_source IN ('console_write_off', 'console_replaced')) IS NOT TRUE)
