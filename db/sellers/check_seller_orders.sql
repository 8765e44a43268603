-- Paid orders of sellers whose money on the balance is not what the order says, or that another customer paid.
-- Columns: key, label, present, repaired, user_id, since.
SELECT o.id::text AS key, format('order %s', o.number) AS label,
       CASE WHEN s.user_id IS DISTINCT FROM o.user_id THEN 'another customer bought it'
            ELSE format('balance %s, its total %s', b.rp, o.total_rp) END AS present,
       NULL::text AS repaired, s.user_id, o.paid_at AS since
  FROM console.shop_order o
  JOIN console.seller s ON s.id = o.seller_id
  LEFT JOIN console.charge c ON c.order_id = o.charge_order_id
 CROSS JOIN LATERAL (SELECT coalesce(sum(e.rp), 0) AS rp FROM console.balance_entry e WHERE e.order_id = c.order_id) b
 WHERE o.seller_id IS NOT NULL AND o.state IN ('paid', 'refunded')
   AND (s.user_id IS DISTINCT FROM o.user_id OR c.mode = 'balance' AND o.state = 'paid' AND c.state = 'paid' AND b.rp <> -o.total_rp)
