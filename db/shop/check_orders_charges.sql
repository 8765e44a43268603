-- Orders that are not where their charge is. One whose charge has ended can follow it; the others need a decision.
-- Columns: key, label, present, repaired, user_id, since.
SELECT o.id::text AS key, format('order %s', o.number) AS label,
       format('%s, its charge %s', o.state, coalesce(c.state, 'is not there')) AS present,
       CASE WHEN o.state = 'awaiting_payment' AND c.state IN ('expired', 'cancelled', 'failed')
            THEN CASE c.state WHEN 'expired' THEN 'expired' ELSE 'cancelled' END END AS repaired,
       o.user_id, coalesce(c.updated_at, o.created_at) AS since
  FROM console.shop_order o
  LEFT JOIN console.charge c ON c.order_id = o.charge_order_id
 WHERE (o.state = 'awaiting_payment' AND coalesce(c.state, 'none') NOT IN ('new', 'open', 'mismatch'))
    OR (o.state = 'paid' AND c.state IN ('new', 'open', 'expired', 'cancelled', 'failed'))
    OR (o.state = 'pending' AND o.created_at < now() - interval '1 hour')
