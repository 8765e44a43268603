-- Paid orders that lack goods. There is a repair where enough of them is in stock.
-- Columns: key, label, present, repaired, user_id, since.
SELECT o.id::text AS key, format('order %s', o.number) AS label,
       format('paid, lacks %s', string_agg(m.missing || ' of ' || p.code, ', ' ORDER BY p.code)) AS present,
       CASE WHEN bool_and((SELECT count(*) FROM (SELECT FROM console.product_content f
                                                  WHERE f.product_id = p.id AND NOT f.is_used AND f.reserved_by IS NULL
                                                  LIMIT m.missing) f) + m.held >= m.missing)
            THEN format('%s handed out', sum(m.missing)) END AS repaired,
       o.user_id, o.paid_at AS since
  FROM console.shop_order o
  JOIN console.order_item i ON i.order_id = o.id
  JOIN console.product p ON p.id = i.product_id
  LEFT JOIN (SELECT c.used_by_order_id, c.product_id, count(*) AS used
               FROM console.product_content c WHERE c.used_by_order_id IS NOT NULL
              GROUP BY c.used_by_order_id, c.product_id) g ON g.used_by_order_id = o.id AND g.product_id = i.product_id
  LEFT JOIN (SELECT c.reserved_by, c.product_id, count(*) AS held
               FROM console.product_content c WHERE c.reserved_by IS NOT NULL
              GROUP BY c.reserved_by, c.product_id) h ON h.reserved_by = o.id AND h.product_id = i.product_id
 CROSS JOIN LATERAL (SELECT i.quantity - coalesce(g.used, 0) AS missing, coalesce(h.held, 0) AS held) m
 WHERE o.state = 'paid' AND m.missing > 0
 GROUP BY o.id
