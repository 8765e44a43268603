-- applies: always
-- transaction: no
-- What lists of receipts, deposits, orders and vouchers look for in texts, and what they are sorted by besides.
CREATE INDEX CONCURRENTLY IF NOT EXISTS receipt_search ON console.receipt
    USING gin (lower(number) gin_trgm_ops, lower(order_id) gin_trgm_ops);
CREATE INDEX CONCURRENTLY IF NOT EXISTS deposit_search ON console.deposit USING gin (lower(gateway_order_id) gin_trgm_ops);
CREATE INDEX CONCURRENTLY IF NOT EXISTS shop_order_search ON console.shop_order USING gin (lower(charge_order_id) gin_trgm_ops);
CREATE INDEX CONCURRENTLY IF NOT EXISTS voucher_search ON console.voucher USING gin (lower(code) gin_trgm_ops);
CREATE INDEX CONCURRENTLY IF NOT EXISTS voucher_order_folded ON console.voucher (lower(order_id)) WHERE order_id IS NOT NULL;
CREATE INDEX CONCURRENTLY IF NOT EXISTS voucher_ends ON console.voucher (coalesce(ends_at, 'infinity'), id);
