-- Has lots printed.
-- $1 operation uuid, $2 text[] lots, $3 printer or NULL, $4 file or NULL, $5 which: unprinted, everything
SELECT console.voucher_print_ask($1::uuid, 'lot', $2::text[]::uuid[], $3, $4, $5)
