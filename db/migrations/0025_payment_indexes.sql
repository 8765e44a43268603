-- applies: always
-- transaction: no
-- The portal's transactions in the order in which the list of payments shows them, and by their state in our words.

CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_transactions_created ON public.transactions (created_at, midtrans_order_id);
-- Only built-in functions: who writes into the table needs no right on ours.
CREATE INDEX CONCURRENTLY IF NOT EXISTS hc_transactions_state
    ON public.transactions ((CASE status::text WHEN 'SUCCESS' THEN 'paid' WHEN 'PENDING' THEN 'open'
                                               WHEN 'UNKNOWN' THEN 'open' ELSE lower(status::text) END),
                            midtrans_order_id);
