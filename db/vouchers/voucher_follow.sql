-- What a router says of its vouchers now, taken into their sums; gives what is to be done there, and limits that are to be others.
-- $1 router, $2 uuid[] vouchers, $3 bigint[] seconds and $4 bigint[] bytes of their users, $5 boolean[] online, $6 boolean[] with a cookie,
-- $7 boolean[] switched off, $8 text[] comments, $9 bigint[] limits in seconds, $10 bigint[] in bytes, $11 uuid[] those that it has not,
-- and the sessions: $12 uuid[] vouchers, $13 text[] ids, $14 bigint[] seconds, $15 bigint[] bytes; $16 bigint for how long it is up
-- Columns: id, what, limit_s, limit_bytes (NULL: nothing of the kind).
SELECT f.id, f.what, f.limit_s, f.limit_bytes
  FROM console.voucher_follow($1, ROW($2::uuid[], $3::bigint[], $4::bigint[], $5::boolean[], $6::boolean[], $7::boolean[], $8::text[], $11::uuid[],
                                $12::uuid[], $13::text[], $14::bigint[], $15::bigint[], $9::bigint[], $10::bigint[],
                                $16::bigint)::console.voucher_look) f
