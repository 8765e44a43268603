-- What a router says of its vouchers now, taken into their sums; gives those that are over and still let in.
-- $1 router, $2 text[] names, $3 text[] servers, $4 bigint[] seconds, $5 bigint[] bytes, $6 boolean[] online, $7 boolean[] switched off
-- Columns: name, server.
SELECT f.name, f.server
  FROM console.mikhmon_follow($1, $2::text[], $3::text[], $4::bigint[], $5::bigint[], $6::boolean[], $7::boolean[]) f
