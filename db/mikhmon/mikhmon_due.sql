-- Vouchers that came along with a router and are over before the next look.
-- $1 router
-- Columns: id, name, server.
SELECT v.id, v.name, v.server
  FROM console.mikhmon_voucher v
 WHERE v.id IN (SELECT s.id FROM console.mikhmon_ends_soon($1) s)
