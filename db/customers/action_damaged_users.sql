-- Of some users those whose figures, or those of an open debt item of theirs, can't be reckoned with.
-- $1 uuid[] ids
-- Columns: id (in this order), label, refusal.
SELECT u.id, u.full_name AS label,
       'is damaged: see hotspot-console check' AS refusal
  FROM public.users u
 WHERE u.id = ANY ($1::uuid[])
   AND (console.is_damaged_user(u.total_quota_purchased_mb, u.total_quota_used_mb, u.auto_debt_offset_mb, u.manual_debt_mb,
                                u.quota_expiry_date, u.created_at)
        -- By the ids again: else the planner may look at the open items of everybody.
        OR u.id IN (SELECT d.user_id FROM public.user_quota_debts d
                     WHERE d.user_id = ANY ($1::uuid[]) AND NOT d.is_paid
                       AND console.is_damaged_debt(d.amount_mb, d.paid_mb, d.price_rp, d.due_date, d.debt_date, d.created_at)))
 ORDER BY u.id
