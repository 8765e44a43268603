-- Transactions at a gateway, with its last word where the transaction says something else.
-- $1 user uuid, $2 uuid[] ids
-- Columns: id, pane_id (none), actor, what, changes, has_failed.
SELECT t.id, NULL AS pane_id, coalesce(t.payment_method, 'payment') AS actor, t.midtrans_order_id AS what,
       concat_ws(', ', console.rp_text(t.amount), k.name, t.status,
                 'paid ' || to_char(t.payment_time, 'YYYY-MM-DD HH24:MI'),
                 CASE WHEN t.status IN ('PENDING', 'UNKNOWN')
                      THEN 'until ' || to_char(t.expiry_time, 'YYYY-MM-DD HH24:MI') END,
                 'but ' || v.source || ' said ' || v.status || ' ' || to_char(v.created_at, 'YYYY-MM-DD HH24:MI')) AS changes,
       t.status = 'FAILED' OR v.status IS NOT NULL AS has_failed
  FROM public.transactions t
  LEFT JOIN public.packages k ON k.id = t.package_id
  LEFT JOIN LATERAL (
       SELECT e.source, e.status, e.created_at
         FROM public.transaction_events e
        WHERE e.transaction_id = t.id AND e.status IS NOT NULL
        ORDER BY e.created_at DESC, e.id DESC
        LIMIT 1) v ON v.status <> t.status
 WHERE t.id = ANY ($2::uuid[]) AND t.user_id = $1::uuid
