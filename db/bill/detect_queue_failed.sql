-- Invoices that could not be sent.
-- Columns: cause, key, label, detail, user_id, since.
SELECT q.brand AS cause, q.id::text AS key, u.full_name AS label, i.invoice_number AS detail, i.user_id, q.ended_at AS since
  FROM console.invoice_queue q
  JOIN console.invoice i ON i.id = q.invoice_id
  LEFT JOIN public.users u ON u.id = i.user_id
 WHERE q.state = 'failed'
