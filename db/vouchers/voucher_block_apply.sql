-- Blocks vouchers.
-- $1 operation uuid, $2 text[] vouchers, $3 reason
-- Columns: id (none for those that may not be blocked by now).
SELECT s.id FROM console.voucher_block($1::uuid, $2::text[]::uuid[], true, $3::text) AS s (id)
