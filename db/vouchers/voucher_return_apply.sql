-- Takes vouchers back.
-- $1 operation uuid, $2 text[] vouchers, $3 reason, $4 what becomes of them: stock or void
-- Columns: id (none for those that may not be taken back by now).
SELECT s.id FROM console.voucher_return($1::uuid, $2::text[]::uuid[], $4::text, $3::text) AS s (id)
