-- What was ordered, line by line.
-- $1 order
-- Columns: code, name, quantity, unit_price_rp, product_id.
SELECT p.code, p.name, i.quantity, i.unit_price_rp, p.id AS product_id
  FROM console.order_item i
  JOIN console.product p ON p.id = i.product_id
 WHERE i.order_id = $1::uuid
 ORDER BY i.position
