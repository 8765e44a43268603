-- Charges whose time is over by the grace, and the portal's own transactions that no charge stands for and that can
-- be taken over; what says nothing of its time counts from its beginning. Who was asked about longest ago comes
-- first, so that one without a clear answer holds up no other; one whose answers do not fit comes less and less often.
-- Columns: order_id.
WITH s AS MATERIALIZED (
    SELECT now() - make_interval(mins => console.setting_bigint('payment_grace_minutes', 5)::integer) AS ended,
           now() - make_interval(mins => (console.setting_bigint('payment_grace_minutes', 5)
                                          + console.setting_bigint('payment_default_expiry_minutes', 1440))::integer) AS begun
), due AS (
    SELECT c.order_id, c.asked_at, coalesce(c.expires_at, c.created_at) AS at
      FROM console.charge c
     CROSS JOIN s
     WHERE c.state IN ('new', 'open') AND c.gateway = 'midtrans'
       AND (c.expires_at < s.ended OR (c.expires_at IS NULL AND c.created_at < s.begun))
       AND (c.ask_misfits IS NULL OR c.asked_at < now() - console.misfit_pause(c.ask_misfits))
    UNION ALL
    SELECT t.midtrans_order_id, NULL, coalesce(t.expiry_time, t.created_at)
      FROM public.transactions t
     CROSS JOIN s
     WHERE console.is_open_transaction(t.status)
       AND (t.expiry_time < s.ended OR (t.expiry_time IS NULL AND t.created_at < s.begun))
       AND EXISTS (SELECT FROM console.charge_of_portal(ARRAY[t.midtrans_order_id]))
)
SELECT d.order_id FROM due d ORDER BY d.asked_at NULLS FIRST, d.at LIMIT 500
