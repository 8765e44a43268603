-- Invoices of which Xendit has made nothing that can be paid, half an hour after they were made or more, and that do not wait in
-- the queue.
-- Columns: cause, key, label, detail, user_id, since.
SELECT i.brand AS cause, i.id::text AS key, u.full_name AS label, i.invoice_number AS detail, i.user_id, i.created_at AS since
  FROM console.invoice i
  LEFT JOIN public.users u ON u.id = i.user_id
 WHERE i.status = 'unpaid' AND (i.source IS NULL OR i.revision > 1) AND i.payment_link IS NULL AND i.created_at < now() - interval '30 minutes'
   AND NOT EXISTS (SELECT FROM console.invoice_queue q WHERE q.invoice_id = i.id AND q.state IN ('pending', 'processing'))
