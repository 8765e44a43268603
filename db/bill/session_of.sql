-- Which charge a session was asked for by.
-- $1 reference
-- Columns: order_id, brand, session_id (NULL: no answer ever said it), amount_rp (of the charge).
SELECT s.order_id, i.brand, s.session_id, c.amount_rp
  FROM console.xendit_session s
  JOIN console.charge c ON c.order_id = s.order_id
  JOIN console.invoice i ON i.id = c.invoice_id
 WHERE s.reference = $1
