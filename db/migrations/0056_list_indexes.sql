-- applies: always
-- transaction: no
-- The portal's transactions in the orders of the list of payments: by amount, method, end, and when they were paid. As in
-- 0025 they are built beside a running portal, and of built-in functions alone. They are written as the list's
-- expressions become when its view is put into them.

CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_transactions_amount ON public.transactions (amount, midtrans_order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_transactions_method
    ON public.transactions (coalesce(payment_method::text, ''), midtrans_order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_transactions_ends
    ON public.transactions (coalesce(expiry_time, 'infinity'), midtrans_order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_transactions_ends_in
    ON public.transactions ((CASE WHEN (CASE status::text WHEN 'SUCCESS' THEN 'paid' WHEN 'PENDING' THEN 'open'
                                                          WHEN 'UNKNOWN' THEN 'open' ELSE lower(status::text) END) IN ('new', 'open')
                                  THEN coalesce(expiry_time, 'infinity') ELSE 'infinity' END), midtrans_order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_transactions_paid
    ON public.transactions (coalesce(payment_time, '-infinity'), midtrans_order_id);

-- The console's charges in the same orders.
CREATE INDEX CONCURRENTLY IF NOT EXISTS charge_amount ON console.charge (amount_rp, order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS charge_method
    ON console.charge (coalesce(CASE WHEN mode IS DISTINCT FROM 'snap' THEN method END, ''), order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS charge_ends ON console.charge (coalesce(expires_at, 'infinity'), order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS charge_ends_in
    ON console.charge ((CASE WHEN state IN ('new', 'open') THEN coalesce(expires_at, 'infinity') ELSE 'infinity' END), order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS charge_paid ON console.charge (coalesce(paid_at, '-infinity'), order_id);
