-- One transaction at a gateway, whole, then what the gateway and the portal said of it, oldest first.
-- $1 uuid
-- Columns: label, text.
SELECT f.label, f.text
  FROM public.transactions t
  LEFT JOIN public.users u ON u.id = t.user_id
  LEFT JOIN public.packages k ON k.id = t.package_id
 CROSS JOIN LATERAL (
       SELECT *
         FROM (VALUES (1, 'when', to_char(t.created_at, 'YYYY-MM-DD HH24:MI:SS')), (2, 'customer', u.full_name),
                      (3, 'order', t.midtrans_order_id), (4, 'amount', console.rp_text(t.amount)), (5, 'package', k.name),
                      (6, 'status', t.status), (7, 'method', t.payment_method),
                      (8, 'paid', to_char(t.payment_time, 'YYYY-MM-DD HH24:MI:SS')),
                      (9, 'expires', to_char(t.expiry_time, 'YYYY-MM-DD HH24:MI:SS')),
                      (10, 'VA number', t.va_number), (11, 'bill key', t.payment_code), (12, 'bill code', t.biller_code),
                      (13, 'gateway id', t.midtrans_transaction_id)) AS v (position, label, text)
       UNION ALL
       SELECT 13 + row_number() OVER (ORDER BY e.created_at, e.id), to_char(e.created_at, 'MM-DD HH24:MI:SS'),
              concat_ws(' ', e.source, e.event_type, e.status)
         FROM public.transaction_events e
        WHERE e.transaction_id = t.id) AS f
 WHERE t.id = $1::uuid AND f.text <> ''
 ORDER BY f.position
