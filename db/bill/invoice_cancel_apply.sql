-- Cancels invoices; their links end, and who was blocked for them is let in.
-- $1 operation uuid, $2 uuid[] invoice ids (their users are locked), $3 reason
-- Columns: invoice_cancel (the ids of those that could be).
SELECT console.invoice_cancel($1::uuid, $2::uuid[], $3)
