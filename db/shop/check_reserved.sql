-- Orders that have ended, and for which contents are reserved.
-- Columns: key, label, present, repaired, user_id, since.
SELECT o.id::text AS key, format('order %s', o.number) AS label, format('%s, %s contents reserved', o.state, count(*)) AS present,
       'in stock again' AS repaired, o.user_id, o.ended_at AS since
  FROM console.product_content c
  JOIN console.shop_order o ON o.id = c.reserved_by
 WHERE c.reserved_by IS NOT NULL AND o.state IN ('cancelled', 'expired', 'refunded')
 GROUP BY o.id
