-- Customers who are kept out for a debt, and owe nothing any more.
-- Columns: cause, key, label, detail, user_id, since.
SELECT ''::text AS cause, u.id::text AS key, u.full_name AS label, u.phone_number AS detail, u.id AS user_id,
       u.blocked_at AS since
  FROM public.users u
 WHERE u.is_blocked
   AND console.block_word(u.blocked_reason) = ANY (ARRAY(SELECT r.word FROM console.block_rule() r
                                                          WHERE r.lifted_by IN ('items', 'all_debt')))
   AND u.manual_debt_mb = 0 AND u.total_quota_used_mb <= u.total_quota_purchased_mb + u.auto_debt_offset_mb
   AND NOT EXISTS (SELECT FROM public.user_quota_debts d WHERE d.user_id = u.id AND NOT d.is_paid)
