-- Marks invoices as paid by other means; their links end, and who was blocked for them is let in.
-- $1 operation uuid, $2 uuid[] invoice ids (their users are locked), $3 how they were paid
-- Columns: invoice_mark_paid (the ids of those that could be).
SELECT console.invoice_mark_paid($1::uuid, $2::uuid[], $3)
