-- Which charges of a brand's invoices a payment would be news of.
-- $1 brand, $2 text[] external ids
-- Columns: order_id.
SELECT c.order_id
  FROM console.charge c
  JOIN console.invoice i ON i.id = c.invoice_id
 WHERE c.order_id = ANY ($2::text[]) AND c.gateway = 'xendit' AND i.brand = $1
   AND c.state IN ('new', 'open', 'expired', 'cancelled', 'failed')
 ORDER BY c.order_id
