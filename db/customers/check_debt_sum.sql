-- Users whose cached manual debt is not the sum of their open debts.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('user %s: manual_debt_mb %s, open debts %s', u.id, u.manual_debt_mb, coalesce(d.open_mb, 0))) AS example
  FROM public.users u
  LEFT JOIN (SELECT q.user_id, sum(q.amount_mb - q.paid_mb) AS open_mb
               FROM public.user_quota_debts q
              WHERE NOT q.is_paid
              GROUP BY q.user_id) d ON d.user_id = u.id
 WHERE u.manual_debt_mb <> coalesce(d.open_mb, 0)
