-- Orders whose total is not that of their lines, less the discount, and those without any line.
-- Columns: key, label, present, repaired, user_id, since.
SELECT o.id::text AS key, format('order %s', o.number) AS label,
       format('total %s, its lines %s less %s', o.total_rp, coalesce(i.rp, 0), o.discount_rp) AS present,
       CASE WHEN c.amount_rp = i.rp - o.discount_rp THEN format('total %s', c.amount_rp) END AS repaired,
       o.user_id, o.created_at AS since
  FROM console.shop_order o
  LEFT JOIN (SELECT x.order_id, sum(x.quantity * x.unit_price_rp) AS rp FROM console.order_item x GROUP BY x.order_id) i
         ON i.order_id = o.id
  LEFT JOIN console.charge c ON c.order_id = o.charge_order_id
 WHERE o.total_rp <> coalesce(i.rp, 0) - o.discount_rp
