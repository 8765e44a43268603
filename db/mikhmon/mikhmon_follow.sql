-- What a router says of its vouchers now, taken into their sums; gives those that are over and still let in.
-- $1 router, $2 uuid[] vouchers, $3 bigint[] seconds and $4 bigint[] bytes of their users, $5 boolean[] online, $6 boolean[] with a cookie,
-- $7 boolean[] switched off, $8 text[] comments, $9 uuid[] those that it has not, and the sessions: $10 uuid[] vouchers, $11 text[] ids,
-- $12 bigint[] seconds, $13 bigint[] bytes
-- Columns: id, what.
SELECT f.id, f.what
  FROM console.mikhmon_follow($1, ROW($2::uuid[], $3::bigint[], $4::bigint[], $5::boolean[], $6::boolean[], $7::boolean[], $8::text[], $9::uuid[],
                                                                 $10::uuid[], $11::text[], $12::bigint[], $13::bigint[])::console.voucher_look) f
