-- Users whose cached manual debt is not the sum of their open debts.
-- Columns: key, label, present, repaired, user_id, since.
SELECT u.id::text AS key, format('user %s', u.id) AS label,
       format('manual_debt_mb %s, open debts %s', u.manual_debt_mb, coalesce(d.open_mb, 0)) AS present,
       format('manual_debt_mb %s', coalesce(d.open_mb, 0)) AS repaired, u.id AS user_id, u.manual_debt_updated_at AS since
  FROM public.users u
  LEFT JOIN (SELECT q.user_id, sum(q.amount_mb - q.paid_mb) AS open_mb
               FROM public.user_quota_debts q
              WHERE NOT q.is_paid
              GROUP BY q.user_id) d ON d.user_id = u.id
 WHERE u.manual_debt_mb <> coalesce(d.open_mb, 0)
