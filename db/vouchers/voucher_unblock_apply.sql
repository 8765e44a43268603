-- Lets vouchers in again.
-- $1 operation uuid, $2 text[] vouchers
-- Columns: id (none for those that may not be let in by now).
SELECT s.id FROM console.voucher_block($1::uuid, $2::text[]::uuid[], false, NULL) AS s (id)
