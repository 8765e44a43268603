-- Of some debt items those whose figures, or those of their user or of another open item of the user, can't be reckoned with.
-- $1 uuid[] ids
-- Columns: id (in this order), label, refusal.
SELECT i.id, u.full_name AS label,
       'is damaged: see hotspot-console check' AS refusal
  FROM public.user_quota_debts i
  JOIN public.users u ON u.id = i.user_id
 WHERE i.id = ANY ($1::uuid[])
   AND (console.is_damaged_user(u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb, u.manual_debt_mb,
                                u.quota_expiry_date, u.created_at)
        OR EXISTS (SELECT FROM public.user_quota_debts d
                    WHERE d.user_id = u.id AND (d.id = i.id OR NOT d.is_paid)
                      AND console.is_damaged_debt(d.amount_mb, d.paid_mb, d.price_rp, d.due_date, d.debt_date, d.created_at)))
 ORDER BY i.id
