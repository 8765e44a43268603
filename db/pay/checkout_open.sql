-- The gateway has the charge: it is open, with what it can be paid by; the portal's transaction says the same, and
-- customer and admins are to be told. Nothing happens where it is 'new' no more: a payment was faster.
-- $1 charge uuid, $2 mode, $3 transaction id, $4 expiry with offset, $5 QR text, $6 address of a QR, $7 deep link,
-- $8 VA number, $9 bill key, $10 biller code, $11 Snap token, $12 address to pay at, $13 what the gateway calls it
WITH opened AS (
    UPDATE console.charge c
       SET state = 'open', mode = $2, transaction_id = nullif($3, '?'), expires_at = coalesce($4::timestamptz, c.expires_at),
           qr_string = $5, qr_url = $6, deeplink_url = $7, va_number = $8, bill_key = $9, biller_code = $10,
           snap_token = $11, redirect_url = $12, gateway_status = $13, reason = NULL, asked_at = clock_timestamp(),
           ask_error = NULL, updated_at = clock_timestamp()
     WHERE c.id = $1::uuid AND c.state = 'new'
    RETURNING c.*
), mirrored AS (
    UPDATE public.transactions t
       SET midtrans_transaction_id = coalesce(o.transaction_id, t.midtrans_transaction_id),
           expiry_time = coalesce(o.expires_at, t.expiry_time), va_number = left(o.va_number, 50),
           payment_code = left(o.bill_key, 50), biller_code = left(o.biller_code, 20),
           qr_code_url = CASE WHEN length(o.qr_url) <= 512 THEN o.qr_url END,
           snap_token = CASE WHEN length(o.snap_token) <= 200 THEN o.snap_token END,
           snap_redirect_url = o.redirect_url, updated_at = clock_timestamp()
      FROM opened o
     WHERE t.midtrans_order_id = o.order_id
    RETURNING t.id, t.status
), noted AS (
    INSERT INTO public.transaction_events (id, transaction_id, source, event_type, status, payload)
    SELECT gen_random_uuid(), m.id, 'APP', 'CHARGE_OPEN', m.status,
           jsonb_build_object('order_id', o.order_id, 'mode', o.mode, 'expires_at', o.expires_at)::text
      FROM mirrored m
     CROSS JOIN opened o
), told AS (
    INSERT INTO console.outbox (target, effect, entity_type, entity_id, payload)
    SELECT 'message:user', 'charge_message', 'charge', o.id,
           jsonb_build_object('order_id', o.order_id, 'event', 'created')
      FROM opened o
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO NOTHING
)
SELECT pg_notify('hotspot_console', w.what)
  FROM opened o
 CROSS JOIN (VALUES ('payments'), ('outbox')) AS w (what)
