-- Vouchers of a router that are over before the next look.
-- $1 router
-- Columns: id, name, server.
SELECT v.id, v.code AS name, v.server
  FROM console.voucher v
 WHERE v.id IN (SELECT s.id FROM console.voucher_ends_soon($1) s)
