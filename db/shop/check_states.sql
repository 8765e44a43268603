-- States of orders, contents, coupons and deposits that no rule allows, alone or beside each other.
-- Columns: key, label, present, repaired, user_id, since.
SELECT 'order:' || o.id AS key, format('order %s', o.number) AS label, format('%s: no rule leads there', o.state) AS present, NULL::text AS repaired,
       o.user_id, coalesce(o.ended_at, o.created_at) AS since
  FROM console.shop_order o
 WHERE o.state NOT IN (SELECT s FROM console.order_states() s)
UNION ALL
SELECT 'order:' || o.id, format('order %s', o.number),
       CASE WHEN o.ended_at IS NULL THEN format('%s, and no time says when', o.state) ELSE format('%s, and its end has a time', o.state) END,
       CASE WHEN o.ended_at IS NULL THEN 'with the time of its charge' ELSE 'without a time of its end' END, o.user_id,
       coalesce(o.ended_at, o.created_at)
  FROM console.shop_order o
 WHERE (o.state IN ('pending', 'awaiting_payment')) = (o.ended_at IS NOT NULL)
UNION ALL
-- an order that has ended, and could still be paid
SELECT 'paying:' || o.id, format('order %s', o.number), format('%s, its charge %s', o.state, c.state), NULL, o.user_id, o.ended_at
  FROM console.shop_order o
  JOIN console.charge c ON c.order_id = o.charge_order_id
 WHERE o.state IN ('expired', 'cancelled', 'refunded') AND c.state IN ('new', 'open') AND c.replaced_by IS NULL
   AND o.ended_at < now() - interval '1 hour'
UNION ALL
SELECT 'surplus:' || o.id, format('order %s', o.number), format('%s contents reserved beyond what is due', count(*)),
       format('%s contents back in stock', count(*)), o.user_id, o.created_at
  FROM (SELECT DISTINCT c.reserved_by AS id FROM console.product_content c WHERE c.reserved_by IS NOT NULL) r
  JOIN console.shop_order o ON o.id = r.id
 CROSS JOIN LATERAL console.order_surplus(o.id) s
 WHERE o.state IN ('pending', 'awaiting_payment', 'paid')
 GROUP BY o.id
UNION ALL
SELECT 'content:' || c.id, format('content %s of product %s', c.id, p.code), format('order %s has it, and it counts as unused', o.number),
       format('used by order %s', o.number), o.user_id, o.paid_at
  FROM console.product_content c
  JOIN console.product p ON p.id = c.product_id
  JOIN console.shop_order o ON o.id = c.used_by_order_id
 WHERE c.used_by_order_id IS NOT NULL AND NOT c.is_used
UNION ALL
SELECT 'coupon:' || c.order_id, format('coupon %s of charge %s', c.coupon_code, c.order_id),
       format('its use is %s, its charge %s', c.coupon_state, c.state),
       format('its use is %s', console.coupon_use_due(c.state, c.coupon_state)), c.user_id, c.updated_at
  FROM console.charge c
 WHERE c.coupon_code IS NOT NULL AND console.coupon_use_due(c.state, c.coupon_state) IS NOT NULL
UNION ALL
SELECT 'deposit:' || d.gateway_order_id, format('deposit %s', d.gateway_order_id),
       format('%s, its charge %s, on the balance %s', d.status, c.state, 0), format('completed, on the balance %s', d.amount_rp), d.user_id, c.updated_at
  FROM console.deposit d
  JOIN console.charge c ON c.order_id = d.gateway_order_id AND c.state IN ('paid', 'part_refunded')
 WHERE d.status <> 'completed' AND console.deposit_is_unbooked(d)
