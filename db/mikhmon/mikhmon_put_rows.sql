-- Vouchers of Mikhmon that a router has no more: what their users are to be, with what is left of them by our sums.
-- $1 jsonb of the outbox row: router, from, to
-- Columns: id, comment, name, password, server, profile, limit_uptime, limit_bytes, disabled.
SELECT v.id, u.comment, v.name, CASE v.kind WHEN 'vc' THEN v.name ELSE coalesce(u.password, '') END AS password, v.server, l.profile,
       CASE WHEN l.limit_uptime_s = 0 THEN 0 ELSE greatest(l.limit_uptime_s - v.used_s, 1) END || 's' AS limit_uptime,
       CASE WHEN l.limit_bytes = 0 THEN 0 ELSE greatest(l.limit_bytes - v.used_bytes, 1) END AS limit_bytes,
       CASE WHEN v.is_off THEN 'yes' ELSE 'no' END AS disabled
  FROM console.mikhmon_voucher v
  JOIN console.takeover t ON t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
  JOIN console.mikhmon_lot l ON l.id = v.lot_id
  JOIN console.takeover_user u ON u.takeover_id = v.takeover_id AND u.name = v.name AND u.server = v.server
 WHERE v.router = $1::jsonb ->> 'router' AND v.id BETWEEN ($1::jsonb ->> 'from')::uuid AND ($1::jsonb ->> 'to')::uuid
   AND v.state <> 'expired'
 ORDER BY v.id
