-- applies: always
-- transaction: no
-- The portal's transactions in the order in which the list of payments shows them, and by their state in our words.

CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_transactions_created ON public.transactions (created_at, midtrans_order_id);
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_transactions_state
    ON public.transactions (console.payment_state(status::text), midtrans_order_id);
