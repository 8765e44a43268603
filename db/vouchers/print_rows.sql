-- Vouchers of a lot as they are printed, those that can still be sold or used.
-- $1 lot uuid, $2 text[] codes of them, NULL: all
-- Columns: id, lot, place, code, password, is_code_password, package, profile, price_rp, validity (like 30d), uptime (like 3h), volume_mb,
--          router, server, dns_name (where it is known), seller, state.
SELECT v.id, l.number AS lot, v.place, v.code, coalesce(v.password, v.code) AS password, v.password IS NULL AS is_code_password,
       coalesce(l.package, l.profile) AS package, l.profile, l.price_rp, console.voucher_time_text(l.validity_s) AS validity,
       console.voucher_time_text(nullif(l.limit_uptime_s, 0)) AS uptime, nullif(l.limit_bytes, 0) / 1048576 AS volume_mb, v.router, v.server,
       (SELECT t.dns_name FROM console.takeover t WHERE t.router = v.router AND t.dns_name IS NOT NULL ORDER BY t.began_at DESC LIMIT 1)
           AS dns_name,
       l.seller, v.state
  FROM console.voucher_lot l
  JOIN console.voucher v ON v.lot_id = l.id
 WHERE l.id = $1::uuid AND v.state NOT IN ('void', 'expired', 'blocked')
   AND ($2::text[] IS NULL OR lower(v.code) = ANY (SELECT lower(c) FROM unnest($2::text[]) AS c))
 ORDER BY v.place
