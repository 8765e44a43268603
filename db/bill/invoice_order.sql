-- What Xendit is asked for by a charge of an invoice. What the customer is sent comes by WhatsApp to the number of the
-- invoice, else to the customer's own.
-- $1 order id
-- Columns: brand, amount_rp, duration_s, description, customer, email, mobile, notify, item, price_rp, tax_rp,
--          expires_at (of a session: UTC), tax_name (as its line is called).
SELECT i.brand, c.amount_rp, console.setting_bigint('invoice_duration_days', 10) * 86400 AS duration_s,
       i.invoice_number || ' · ' || i.subject AS description, u.full_name AS customer,
       CASE WHEN i.email ~ '^[^@[:space:]]+@[^@[:space:]]+$' THEN i.email END AS email,
       coalesce(i.whatsapp, u.phone_number) AS mobile, i.notify, i.subject || CASE WHEN i.discount_rp > 0 THEN ', ' || console.rp_text(i.discount_rp) || ' off' ELSE '' END AS item,
       i.base_rp AS price_rp, i.tax_rp,
       to_char((clock_timestamp() + make_interval(days => greatest(1, console.setting_bigint('invoice_duration_days', 10))::integer))
               AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') AS expires_at,
       console.xendit_tax_name(i.tax_kind, i.dpp_rp) AS tax_name
  FROM console.charge c
  JOIN console.invoice i ON i.id = c.invoice_id
  LEFT JOIN public.users u ON u.id = c.user_id
 WHERE c.order_id = $1
