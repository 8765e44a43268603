-- Marks invoices as paid by other means; their links end, and who was blocked for them is let in.
-- $1 operation uuid, $2 uuid[] invoice ids (their users are locked), $3 how they were paid
-- Columns: id (of those that could be), terms.
SELECT i.id, console.invoice_terms(i.id) AS terms FROM console.invoice_mark_paid($1::uuid, $2::uuid[], $3) AS i (id)
