-- Rows that the stricter rules of migration 0003_rules forbid.
-- Columns: rule (name of the constraint), offending (number of rows), example (what stands in one).
WITH finding (rule, offending, example) AS (
    SELECT 'users_role_known', count(*), min(u.role)
      FROM public.users u
     WHERE u.role NOT IN ('USER', 'KOMANDAN', 'ADMIN', 'SUPER_ADMIN')
    UNION ALL
    SELECT 'users_approval_known', count(*), min(u.approval_status)
      FROM public.users u
     WHERE u.approval_status NOT IN ('PENDING_APPROVAL', 'APPROVED', 'REJECTED')
    UNION ALL
    SELECT 'users_quota_not_negative', count(*), 'user ' || min(u.id::text)
      FROM public.users u
     WHERE u.total_quota_purchased_mb < 0 OR u.total_quota_used_mb < 0
        OR u.auto_debt_offset_mb < 0 OR u.manual_debt_mb < 0
    UNION ALL
    SELECT 'packages_not_negative', count(*), min(p.name)
      FROM public.packages p
     WHERE p.price < 0 OR p.data_quota_gb < 0 OR p.duration_days <= 0
    UNION ALL
    SELECT 'debts_amounts', count(*), 'debt ' || min(d.id::text)
      FROM public.user_quota_debts d
     WHERE d.amount_mb <= 0 OR d.paid_mb < 0 OR d.paid_mb > d.amount_mb
    UNION ALL
    SELECT 'debts_price_not_negative', count(*), 'debt ' || min(d.id::text)
      FROM public.user_quota_debts d
     WHERE d.price_rp < 0
    UNION ALL
    SELECT 'transactions_status_known', count(*), min(t.status)
      FROM public.transactions t
     WHERE t.status NOT IN ('UNKNOWN', 'PENDING', 'SUCCESS', 'FAILED', 'EXPIRED', 'CANCELLED')
    UNION ALL
    SELECT 'transactions_amount_not_negative', count(*), min(t.midtrans_order_id)
      FROM public.transactions t
     WHERE t.amount < 0
    UNION ALL
    SELECT 'usage_not_negative', count(*), 'user ' || min(l.user_id::text)
      FROM public.daily_usage_logs l
     WHERE l.usage_mb < 0
    UNION ALL
    SELECT 'manual_debt_is_ledger_sum', count(*), 'user ' || min(u.id::text)
      FROM public.users u
      LEFT JOIN (SELECT d.user_id, sum(d.amount_mb - d.paid_mb) AS open_mb
                   FROM public.user_quota_debts d
                  WHERE NOT d.is_paid
                  GROUP BY d.user_id) s ON s.user_id = u.id
     WHERE u.manual_debt_mb <> coalesce(s.open_mb, 0)
)
SELECT rule, offending, example
  FROM finding
 WHERE offending > 0
