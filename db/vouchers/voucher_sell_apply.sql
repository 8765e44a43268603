-- Sells vouchers.
-- $1 operation uuid, $2 text[] vouchers, $3 method, $4 phone number of the customer or NULL, $5 a note or NULL
-- Columns: id (none for those that may not be sold by now), terms.
SELECT s.id, console.voucher_terms(s.id) AS terms FROM console.voucher_sell($1::uuid, $2::text[]::uuid[], $3::text, $4::text, $5::text) AS s (id)
