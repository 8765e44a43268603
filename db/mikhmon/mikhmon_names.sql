-- Vouchers that came along with a router.
-- $1 router
-- Columns: id, name, server.
SELECT v.id, v.name, v.server
  FROM console.mikhmon_voucher v
  JOIN console.takeover t ON t.id = v.takeover_id AND t.state IN ('taken', 'confirmed')
 WHERE v.router = $1
