-- What the gateway is asked for.
-- $1 charge uuid
-- Columns: order_id, kind, method, bank, state, amount_rp, item_id, item_name, customer, phone, expiry_minutes,
--          is_over (its time has passed), mode (the setting), is_core (the Core API has its method), is_snap (Snap's page has
--          it), token (of its method on Snap's page; NULL: it has none), tokens_offered (what Snap's page is to show, its own
--          method where nothing of what is offered by now is there; NULL: what the shop has there).
SELECT c.order_id, c.kind, c.method, c.bank, c.state, c.amount_rp,
       CASE WHEN c.kind = 'package' THEN coalesce(c.package_id::text, c.kind) ELSE c.kind END AS item_id,
       c.subject AS item_name, u.full_name AS customer, u.phone_number AS phone,
       console.setting_bigint('payment_expiry_minutes', 15) AS expiry_minutes,
       coalesce(c.expires_at < clock_timestamp(), false) AS is_over,
       console.setting('PAYMENT_PROVIDER_MODE') AS mode,
       coalesce(w.is_core, true) AS is_core, w.word IS NULL OR w.token IS NOT NULL AS is_snap, w.token,
       CASE WHEN btrim(coalesce(console.setting('payment_methods'), '')) <> ''
            THEN coalesce(console.snap_tokens_offered(), w.token) END AS tokens_offered
  FROM console.charge c
  LEFT JOIN LATERAL console.payment_method_of(coalesce(c.method, 'qris'), c.bank) w ON true
  LEFT JOIN public.users u ON u.id = c.user_id
 WHERE c.id = $1::uuid
