-- Invoices that nobody can pay: they are owed, and have neither a link nor a place in the queue.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('invoice %s, due %s: %s', i.invoice_number, i.due_on,
                  coalesce(q.last_error, 'it has no charge that is open'))) AS example
  FROM console.invoice i
  LEFT JOIN console.charge c ON c.order_id = i.external_id AND c.state IN ('new', 'open')
  LEFT JOIN console.invoice_queue q ON q.order_id = i.external_id
 WHERE i.status = 'unpaid' AND (i.source IS NULL OR i.revision > 1)
   AND (c.order_id IS NULL OR (c.state = 'new' AND (q.id IS NULL OR q.state NOT IN ('pending', 'processing'))))
