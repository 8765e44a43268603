-- The brand of the invoice that is asked for under an order id; no row where it is none's.
-- $1 order id
-- Columns: brand.
SELECT i.brand
  FROM console.charge c
  JOIN console.invoice i ON i.id = c.invoice_id
 WHERE c.order_id = $1
