-- Vouchers that a router has.
-- $1 router
-- Columns: id, name, server.
SELECT v.id, v.code AS name, v.server FROM console.voucher v WHERE v.router = $1 AND v.on_router IS NOT NULL
