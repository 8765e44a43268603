-- The goods of an order, as they are told: they stand in no other table.
-- $1 order id of its charge
-- Columns: part, text.
SELECT g.part, g.text
  FROM console.shop_order o
 CROSS JOIN LATERAL console.order_goods_texts(o.id) g
 WHERE o.charge_order_id = $1
 ORDER BY g.part
