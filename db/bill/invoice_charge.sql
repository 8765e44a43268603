-- The charge of an invoice that Xendit is to be asked about.
-- $1 charge uuid
-- Columns: order_id, state, xendit_id (NULL: none is known), is_queued (a worker may be making it there just now).
SELECT c.order_id, c.state, c.transaction_id AS xendit_id,
       EXISTS (SELECT FROM console.invoice_queue q WHERE q.order_id = c.order_id AND q.state = 'processing') AS is_queued
  FROM console.charge c
 WHERE c.id = $1::uuid AND c.gateway = 'xendit'
