-- Money that is to go back or went back, and about which somebody has to decide.
-- Columns: cause, key, label, detail, user_id, since.
SELECT c.gateway AS cause, c.order_id AS key, coalesce(u.full_name, c.order_id) AS label,
       'Rp ' || coalesce(c.paid_amount_rp, c.amount_rp) AS detail, c.user_id, c.updated_at AS since
  FROM console.charge c
  LEFT JOIN public.users u ON u.id = c.user_id
 WHERE c.waits_for IS NOT NULL AND c.state IN ('refund_due', 'refunded', 'part_refunded')
