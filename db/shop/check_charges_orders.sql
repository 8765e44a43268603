-- Charges for an order that is not there.
-- Columns: key, label, present, repaired, user_id, since.
SELECT c.order_id AS key, format('charge %s', c.order_id) AS label, format('%s, for an order that is not there', c.state) AS present,
       NULL::text AS repaired, c.user_id, c.created_at AS since
  FROM console.charge c
 WHERE c.kind = 'order' AND NOT EXISTS (SELECT FROM console.shop_order o WHERE o.charge_order_id = c.order_id)
