-- applies: always
-- News of charges at a pace: what was planned anew, and at length, for each of them.

-- What the portal has begun, as charges of ours would be (as of 0039). The record stands in FROM: a (f(…)).* is made,
-- and planned, once for each of its columns.
CREATE OR REPLACE FUNCTION console.charge_of_portal(oids text[]) RETURNS SETOF console.charge
LANGUAGE sql STABLE AS $$
    SELECT r.*
      FROM public.transactions t
      LEFT JOIN public.packages p ON p.id = t.package_id
     CROSS JOIN LATERAL (SELECT console.is_debt_order(t.midtrans_order_id, t.package_id,
                                                     (SELECT console.debt_order_patterns())) AS is_debt
                         OFFSET 0) x -- asked once for a row
     CROSS JOIN LATERAL jsonb_populate_record(NULL::console.charge, jsonb_build_object(
               'order_id', t.midtrans_order_id, 'id', t.id, 'kind', CASE WHEN x.is_debt THEN 'debt' ELSE 'package' END,
               'gateway', 'midtrans', 'user_id', t.user_id, 'package_id', t.package_id,
               'mode', CASE WHEN t.snap_token <> '' OR t.snap_redirect_url <> '' THEN 'snap' ELSE 'core_api' END,
               'method', CASE WHEN t.payment_method IN ('qris', 'gopay', 'shopeepay', 'va', 'mandiri_bill')
                              THEN t.payment_method END,
               'debt_id', CASE WHEN x.is_debt THEN console.debt_of_order(t.midtrans_order_id) END,
               'subject', CASE WHEN x.is_debt THEN 'Debt' ELSE coalesce(p.name, 'Package') END, 'amount_rp', t.amount,
               'state', CASE WHEN console.is_open_transaction(t.status) THEN 'open' WHEN t.status = 'SUCCESS' THEN 'paid'
                             ELSE lower(t.status) END,
               'transaction_id', t.midtrans_transaction_id, 'paid_at', t.payment_time, 'expires_at', t.expiry_time,
               'qr_url', t.qr_code_url, 'va_number', t.va_number, 'bill_key', t.payment_code,
               'biller_code', t.biller_code, 'snap_token', t.snap_token, 'redirect_url', t.snap_redirect_url,
               'discount_rp', 0, 'is_adopted', true, 'actor', 'portal', 'created_at', t.created_at, 'updated_at', now())) r
     WHERE t.midtrans_order_id = ANY (oids) AND t.amount > 0 AND (x.is_debt OR t.package_id IS NOT NULL)
       AND t.midtrans_order_id ~ '^[A-Za-z0-9._~-]{1,50}$'
       AND NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = t.midtrans_order_id)
$$;
