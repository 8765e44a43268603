-- Contents that are used, by no order or by one that was never paid. Those of no order can go; the others need a decision.
-- Columns: key, label, present, repaired, user_id, since.
SELECT c.id::text AS key, format('content %s of product %s', c.id, p.code) AS label,
       CASE WHEN o.id IS NULL THEN 'used by no order' ELSE format('used by order %s, which is %s', o.number, o.state) END AS present,
       CASE WHEN o.id IS NULL THEN 'removed' END AS repaired, o.user_id, c.used_at AS since
  FROM console.product_content c
  JOIN console.product p ON p.id = c.product_id
  LEFT JOIN console.shop_order o ON o.id = c.used_by_order_id
 WHERE c.is_used AND (o.id IS NULL OR o.state IN ('pending', 'awaiting_payment', 'cancelled', 'expired') AND o.paid_at IS NULL)
