-- Queues new links for invoices; the old ones end.
-- $1 operation uuid, $2 uuid[] invoice ids (their users are locked), $3 channel: whatsapp, email or both
-- Columns: invoice_resend (the ids of those that could be).
SELECT console.invoice_resend($1::uuid, $2::uuid[], $3)
