-- What the gateway is asked for.
-- $1 charge uuid
-- Columns: order_id, kind, method, bank, state, amount_rp, item_id, item_name, customer, phone, expiry_minutes,
--          is_over (its time has passed), mode (the setting).
SELECT c.order_id, c.kind, c.method, c.bank, c.state, c.amount_rp,
       CASE WHEN c.kind = 'package' THEN coalesce(c.package_id::text, c.kind) ELSE c.kind END AS item_id,
       c.subject AS item_name, u.full_name AS customer, u.phone_number AS phone,
       console.setting_bigint('payment_expiry_minutes', 15) AS expiry_minutes,
       coalesce(c.expires_at < clock_timestamp(), false) AS is_over,
       console.setting('PAYMENT_PROVIDER_MODE') AS mode
  FROM console.charge c
  LEFT JOIN public.users u ON u.id = c.user_id
 WHERE c.id = $1::uuid
