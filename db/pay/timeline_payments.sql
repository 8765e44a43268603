-- Payments: charges, with what came of them, and the portal's transactions that no charge stands for; of both the
-- gateway's last word where it is another.
-- $1 user uuid, $2 uuid[] ids
-- Columns: id, pane_id (of a charge), actor (by what it is paid, or who asked for it), what, changes, has_failed.
SELECT c.id, c.order_id AS pane_id, coalesce(c.method, c.actor) AS actor, c.order_id AS what,
       concat_ws(', ', console.rp_text(c.amount_rp), c.subject, replace(c.state, '_', ' '), c.reason,
                 'paid ' || to_char(c.paid_at, 'YYYY-MM-DD HH24:MI'),
                 CASE WHEN c.state IN ('new', 'open') THEN 'until ' || to_char(c.expires_at, 'YYYY-MM-DD HH24:MI') END,
                 CASE WHEN console.payment_differs(c.state, c.gateway_status)
                      THEN 'but the gateway says ' || c.gateway_status END,
                 'asked for by ' || CASE WHEN c.method IS NOT NULL THEN c.actor END, 'to decide: ' || c.waits_for) AS changes,
       c.state = 'failed' OR c.waits_for IS NOT NULL AS has_failed
  FROM console.charge c
 WHERE c.id = ANY ($2::uuid[]) AND c.user_id = $1::uuid
UNION ALL
SELECT t.id, NULL, coalesce(t.payment_method, 'payment'), t.midtrans_order_id,
       concat_ws(', ', console.rp_text(t.amount), k.name, t.status,
                 'paid ' || to_char(t.payment_time, 'YYYY-MM-DD HH24:MI'),
                 CASE WHEN console.is_open_transaction(t.status)
                      THEN 'until ' || to_char(t.expiry_time, 'YYYY-MM-DD HH24:MI') END,
                 'but ' || v.source || ' said ' || v.status || ' ' || to_char(v.created_at, 'YYYY-MM-DD HH24:MI')),
       t.status = 'FAILED' OR v.status IS NOT NULL
  FROM public.transactions t
  LEFT JOIN public.packages k ON k.id = t.package_id
  LEFT JOIN LATERAL (
       SELECT e.source, e.status, e.created_at
         FROM public.transaction_events e
        WHERE e.transaction_id = t.id AND e.status IS NOT NULL
        ORDER BY e.created_at DESC, e.id DESC
        LIMIT 1) v ON v.status <> t.status
 WHERE t.id = ANY ($2::uuid[]) AND t.user_id = $1::uuid
   AND NOT EXISTS (SELECT FROM console.charge c WHERE c.order_id = t.midtrans_order_id)
