-- Has receipts printed.
-- $1 operation uuid, $2 text[] ids of receipts, charges or invoices, $3 printer; NULL: the usual one
SELECT console.receipt_print($1::uuid, $2::text[], $3)
