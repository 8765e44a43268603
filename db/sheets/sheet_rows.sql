-- What is left of a print, in its order, so many at a time. What was sold to somebody and is in use by now is left out.
-- $1 print uuid, $2 the place behind which to go on, $3 at most so many
-- Columns: line, code, password (NULL: the code), title, price_rp, validity_s, uptime_s, bytes (each NULL: none), lot, place,
--          host of its login page (NULL: not known), is_copy.
SELECT i.place AS line, v.code, v.password, coalesce(l.package, l.profile) AS title, l.price_rp, l.validity_s,
       nullif(l.limit_uptime_s, 0) AS uptime_s, nullif(l.limit_bytes, 0) AS bytes, l.number AS lot, v.place, p.host,
       i.begun_at IS NOT NULL OR v.printed_at IS NOT NULL AS is_copy
  FROM (SELECT x.* FROM console.voucher_print_item x
         WHERE x.print_id = $1::uuid AND x.place > $2::integer ORDER BY x.place LIMIT $3::integer) i
  JOIN console.voucher v ON v.id = i.voucher_id
  JOIN console.voucher_lot l ON l.id = v.lot_id
 CROSS JOIN LATERAL console.login_page(v.router, v.server) p
 WHERE v.state IN ('made', 'printed', 'bought')
 ORDER BY i.place
