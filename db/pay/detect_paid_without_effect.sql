-- Charges that were paid in the last two days, and of which nothing came within five minutes. Older ones the checks
-- find.
-- Columns: cause, key, label, detail, user_id, since.
SELECT c.gateway AS cause, c.order_id AS key, coalesce(u.full_name, c.order_id) AS label, 'Rp ' || c.amount_rp AS detail,
       c.user_id, c.paid_at AS since
  FROM console.charge c
  LEFT JOIN console.charge_effect e ON e.order_id = c.order_id
  LEFT JOIN public.users u ON u.id = c.user_id
 WHERE coalesce(c.paid_at, '-infinity') BETWEEN now() - interval '2 days' AND now() - interval '5 minutes'
   AND c.state IN ('paid', 'part_refunded') AND NOT c.is_adopted AND e.order_id IS NULL
   AND NOT EXISTS (SELECT FROM console.audit_log a
                    WHERE a.entity_id = c.order_id AND a.details ->> 'applied_by' = 'portal')
