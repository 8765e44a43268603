-- Orders that were paid in the last two days, and lack contents. Older ones the checks find.
-- Columns: cause, key, label, detail, user_id, since.
SELECT ''::text AS cause, o.id::text AS key, 'order ' || o.number AS label, string_agg(p.code, ', ' ORDER BY p.code) AS detail, o.user_id,
       o.paid_at AS since
  FROM console.shop_order o
  JOIN console.order_item i ON i.order_id = o.id
  JOIN console.product p ON p.id = i.product_id
 WHERE o.state = 'paid' AND o.paid_at BETWEEN now() - interval '2 days' AND now() - interval '1 minute'
   AND i.quantity > (SELECT count(*) FROM console.product_content c WHERE c.used_by_order_id = o.id AND c.product_id = i.product_id)
 GROUP BY o.id
