-- The last invoices of a subscription, newest first.
-- $1 its uuid
-- Columns: invoice_number, period (2026-12), status (overdue for what is unpaid beyond its day), due_on, total_rp, id.
SELECT i.invoice_number, to_char(i.period, 'YYYY-MM') AS period, console.invoice_word(i.status, i.due_on, (SELECT console.today())) AS status,
       i.due_on, i.total_rp, i.id
  FROM console.invoice i
 WHERE i.subscription_id = $1::uuid
 ORDER BY i.period DESC
 LIMIT 24
