-- Users of a router with the comment of a lot that are none of its vouchers, brought to what is kept of them.
-- $1 router, $2 text[] names, $3 text[] servers, $4 text[] comments, $5 boolean[] switched off
-- Columns: place (from 1, of one that is to be switched off).
SELECT s.place FROM console.voucher_strays($1, $2::text[], $3::text[], $4::text[], $5::boolean[]) s
