-- applies: always
-- transaction: no
-- The portal's transactions in the order in which the list of payments shows them.

CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_transactions_created ON public.transactions (created_at, midtrans_order_id);
