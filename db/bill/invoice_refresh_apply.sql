-- Has Xendit asked about invoices.
-- $1 operation uuid, $2 uuid[] invoice ids (their users are locked)
-- Columns: invoice_refresh (the ids of those that it may know).
SELECT console.invoice_refresh($1::uuid, $2::uuid[])
