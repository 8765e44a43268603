-- The invoices that are to be written, in the order of their days.
-- $1 brand, $2 first day, $3 last day
-- Columns: as of console.coretax_invoices().
SELECT i.*
  FROM console.coretax_invoices($1, $2::date, $3::date) i
 ORDER BY i.issued_on, i.invoice_number
