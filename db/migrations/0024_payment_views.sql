-- applies: always
-- What payments look like side by side: charges of the console, and transactions that the portal has begun and
-- that no charge stands for. Two views of one shape, for a page of both is read along an index of each.

-- Whether a gateway's last word is another than ours. Money that waits for a decision differs until it is made; what
-- says nothing of a state of ours (authorize) differs from none.
CREATE FUNCTION console.payment_differs(state text, gateway_status text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE lower(gateway_status)
               WHEN 'pending' THEN state NOT IN ('new', 'open')
               WHEN 'settlement' THEN state <> 'paid'
               WHEN 'capture' THEN state <> 'paid'
               WHEN 'success' THEN state <> 'paid'
               WHEN 'paid' THEN state <> 'paid'
               WHEN 'settled' THEN state <> 'paid'
               WHEN 'expire' THEN state <> 'expired'
               WHEN 'expired' THEN state NOT IN ('expired', 'cancelled') -- Xendit has one word for both
               WHEN 'cancel' THEN state <> 'cancelled'
               WHEN 'cancelled' THEN state <> 'cancelled'
               WHEN 'deny' THEN state <> 'failed'
               WHEN 'failure' THEN state <> 'failed'
               WHEN 'failed' THEN state <> 'failed'
               WHEN 'refund' THEN state <> 'refunded'
               WHEN 'partial_refund' THEN state <> 'part_refunded'
               WHEN 'chargeback' THEN state <> 'charged_back'
               WHEN 'partial_chargeback' THEN state <> 'charged_back'
               ELSE false END
$$;

-- "14 min", "2 h 5 min", "3 d": how long something takes, for a list.
CREATE FUNCTION console.span_text(seconds bigint) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN seconds < 60 THEN '<1 min'
                WHEN seconds < 3600 THEN seconds / 60 || ' min'
                WHEN seconds < 86400 THEN seconds / 3600 || ' h ' || seconds % 3600 / 60 || ' min'
                ELSE seconds / 86400 || ' d' END
$$;

CREATE VIEW console.payment_of_console AS
SELECT c.order_id, c.id, false AS is_portal, c.kind, c.gateway,
       CASE WHEN c.mode IS DISTINCT FROM 'snap' THEN c.method END AS method, -- on Snap's page it is chosen there
       CASE WHEN c.mode IS DISTINCT FROM 'snap' THEN c.bank END AS bank, c.user_id, c.package_id,
       c.subject, c.coupon_code, c.discount_rp, c.amount_rp, c.state, c.reason, c.waits_for, c.gateway_status,
       c.transaction_id, c.paid_amount_rp, c.paid_at, c.expires_at, c.qr_string, c.qr_url, c.deeplink_url, c.va_number, c.bill_key,
       c.biller_code, c.redirect_url, c.asked_at, c.ask_error, c.actor, c.created_at
  FROM console.charge c;

CREATE VIEW console.payment_of_portal AS
SELECT t.midtrans_order_id::text AS order_id, t.id, true AS is_portal,
       CASE WHEN t.midtrans_order_id LIKE 'DEBT-%' THEN 'debt' ELSE 'package' END AS kind, 'midtrans'::text AS gateway,
       t.payment_method::text AS method, NULL::text AS bank, t.user_id, t.package_id, NULL::text AS subject,
       NULL::text AS coupon_code, 0::bigint AS discount_rp, t.amount AS amount_rp,
       -- The portal's words in ours: UNKNOWN is what it has made and not yet heard of. Written as its index has it.
       CASE t.status::text WHEN 'SUCCESS' THEN 'paid' WHEN 'PENDING' THEN 'open' WHEN 'UNKNOWN' THEN 'open'
                           ELSE lower(t.status::text) END AS state, NULL::text AS reason, NULL::text AS waits_for, NULL::text AS gateway_status,
       t.midtrans_transaction_id::text AS transaction_id, NULL::bigint AS paid_amount_rp, t.payment_time AS paid_at,
       t.expiry_time AS expires_at, NULL::text AS qr_string, t.qr_code_url::text AS qr_url, NULL::text AS deeplink_url,
       t.va_number::text, t.payment_code::text AS bill_key, t.biller_code::text, t.snap_redirect_url AS redirect_url,
       NULL::timestamptz AS asked_at, NULL::text AS ask_error, 'portal'::text AS actor, t.created_at
  FROM public.transactions t
 WHERE NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = t.midtrans_order_id);

-- The latest first, page by page.
CREATE INDEX charge_shown ON console.charge (created_at, order_id);
-- States that few are in.
CREATE INDEX charge_state ON console.charge (state, order_id);
-- What a coupon was given for, to be counted again.
CREATE INDEX charge_coupon ON console.charge (coupon_code) WHERE coupon_code IS NOT NULL;
