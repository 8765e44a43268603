-- Which charge a session was asked for by.
-- $1 reference
-- Columns: order_id, brand, session_id (NULL: no answer ever said it), came_rp (that the charge has by it; NULL: nothing came by
--          it, or not how much).
SELECT s.order_id, i.brand, s.session_id, CASE WHEN c.transaction_id IN (s.session_id, s.reference) THEN c.paid_amount_rp END AS came_rp
  FROM console.xendit_session s
  JOIN console.charge c ON c.order_id = s.order_id
  JOIN console.invoice i ON i.id = c.invoice_id
 WHERE s.reference = $1
