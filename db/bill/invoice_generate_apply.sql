-- Makes the invoices of a month and queues them for Xendit.
-- $1 operation uuid, $2 uuid[] subscription ids (locked), $3 month like 2026-12; NULL: this one
-- Columns: id (of the subscriptions that have theirs by it), terms.
SELECT m.id, m.terms
  FROM (SELECT console.invoice_generate($1::uuid, $2::uuid[], console.invoice_period($3)) AS made OFFSET 0) g
 CROSS JOIN LATERAL console.invoices_made($1::uuid, g.made) m
