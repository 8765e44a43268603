-- Rows of the portal with what can't be reckoned with: figures that are none ('NaN') or beyond all measure, times without
-- end, texts beyond all measure. Lists show them all the same; what would be reckoned from them is left empty.
-- Columns: count, example.
SELECT count(*) AS count, min(d.row) AS example
  FROM (SELECT format('user %s: purchased %s, used %s, offset %s, debt %s, expiry %s', u.id, u.total_quota_purchased_mb,
                      u.total_quota_used_mb, u.auto_debt_offset_mb, u.manual_debt_mb, u.quota_expiry_date) AS row
          FROM public.users u
         WHERE console.is_damaged_user(u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb,
                                       u.manual_debt_mb, u.quota_expiry_date, u.created_at)
            OR octet_length(u.full_name) > 1000
        UNION ALL
        SELECT format('usage of user %s on %s: %s', l.user_id, l.log_date, l.usage_mb)
          FROM public.daily_usage_logs l
         WHERE abs(l.usage_mb) >= 1000000000 OR NOT isfinite(l.log_date)
        UNION ALL
        SELECT format('debt %s of user %s: %s of %s MB, Rp %s, due %s', d.id, d.user_id, d.paid_mb, d.amount_mb, d.price_rp,
                      d.due_date)
          FROM public.user_quota_debts d
         WHERE console.is_damaged_debt(d.amount_mb, d.paid_mb, d.price_rp, d.due_date, d.debt_date, d.created_at)
            OR octet_length(d.note) > 100000
        UNION ALL
        SELECT format('package %s: %s GB, Rp %s', p.id, p.data_quota_gb, p.price)
          FROM public.packages p
         WHERE abs(p.data_quota_gb) >= 1000000 OR p.price NOT BETWEEN -1000000000 AND 1000000000
        UNION ALL
        SELECT format('transaction %s: Rp %s, made %s, expires %s, paid %s', t.midtrans_order_id, t.amount, t.created_at,
                      t.expiry_time, t.payment_time)
          FROM public.transactions t
         WHERE t.amount NOT BETWEEN -1000000000000 AND 1000000000000 OR NOT isfinite(t.created_at)
            OR NOT isfinite(t.expiry_time) OR NOT isfinite(t.payment_time)) d
