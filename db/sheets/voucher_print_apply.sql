-- Has chosen vouchers printed.
-- $1 operation uuid, $2 text[] vouchers, $3 printer or NULL, $4 file or NULL
SELECT console.voucher_print_ask($1::uuid, 'voucher', $2::text[]::uuid[], $3, $4, 'everything')
