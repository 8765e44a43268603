-- What is left of a print, in its order, so many at a time. What was sold to somebody and is in use by now is left out.
-- $1 print uuid, $2 the place behind which to go on, $3 at most so many
-- Columns: line, code, password (NULL: the code), title, price_rp, validity_s, uptime_s, bytes (each NULL: none), lot, place,
--          host of its login page (NULL: not known), is_copy.
WITH part AS MATERIALIZED (
    SELECT i.place AS line, i.begun_at, v.*
      FROM (SELECT x.* FROM console.voucher_print_item x
             WHERE x.print_id = $1::uuid AND x.place > $2::integer ORDER BY x.place LIMIT $3::integer) i
      JOIN console.voucher v ON v.id = i.voucher_id
     WHERE v.state IN ('made', 'printed', 'bought')
), pages AS MATERIALIZED (
    SELECT d.router, d.server, p.host
      FROM (SELECT DISTINCT x.router, x.server FROM part x) d
     CROSS JOIN LATERAL console.login_page(d.router, d.server) p
)
SELECT x.line, x.code, x.password, coalesce(l.package, l.profile) AS title, l.price_rp, l.validity_s,
       nullif(l.limit_uptime_s, 0) AS uptime_s, nullif(l.limit_bytes, 0) AS bytes, l.number AS lot, x.place, p.host,
       x.begun_at IS NOT NULL OR x.printed_at IS NOT NULL AS is_copy
  FROM part x
  JOIN console.voucher_lot l ON l.id = x.lot_id
  JOIN pages p ON p.router = x.router AND p.server = x.server
 ORDER BY x.line
