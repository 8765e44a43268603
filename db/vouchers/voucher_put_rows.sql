-- Vouchers of a batch that the router has not: what its users are to be. What was used is no more part of a limit.
-- $1 jsonb of the outbox row: lot, from, to
-- Columns: id, comment, name, password, server, profile, limit_uptime, limit_bytes, disabled.
SELECT v.id, console.voucher_comment(l.number) AS comment, v.code AS name, coalesce(v.password, v.code) AS password, v.server, l.profile,
       CASE WHEN console.voucher_cap_s(l) IS NULL THEN 0 ELSE greatest(console.voucher_cap_s(l) - v.used_s, 1) END || 's' AS limit_uptime,
       CASE WHEN l.limit_bytes = 0 THEN 0 ELSE greatest(l.limit_bytes - v.used_bytes, 1) END AS limit_bytes,
       CASE WHEN v.state = 'blocked' THEN 'yes' ELSE 'no' END AS disabled
  FROM (SELECT ($1::jsonb ->> 'lot')::uuid AS lot, ($1::jsonb ->> 'from')::integer AS low, ($1::jsonb ->> 'to')::integer AS high) b
  JOIN console.voucher_lot l ON l.id = b.lot
  JOIN console.voucher v ON v.lot_id = b.lot AND v.place BETWEEN b.low AND b.high
 WHERE v.on_router IS NULL AND v.state NOT IN ('void', 'expired')
 ORDER BY v.place
