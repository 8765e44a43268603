-- Takes the money of invoices at the counter; their links end, and who was blocked for them is let in.
-- $1 operation uuid, $2 uuid[] invoice ids (their users are locked), $3 method, $4 note
-- Columns: id (of those that were paid), terms.
SELECT i.id, console.invoice_terms(i.id) AS terms FROM console.invoice_take($1::uuid, $2::uuid[], $3, $4) AS i (id)
