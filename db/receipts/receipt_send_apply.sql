-- Has receipts sent to their customers.
-- $1 operation uuid, $2 text[] ids of receipts, charges or invoices
SELECT console.receipt_send($1::uuid, $2::text[])
