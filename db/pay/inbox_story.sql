-- One notification whole.
-- $1 number
-- Columns: gateway, brand, order_id, status, state, result, tries, repeats, received_at, repeated_at, processed_at,
--          next_try_at (of one that waits), is_held, kind, amount_rp, charge_state, full_name, phone_number,
--          body (hexadecimal digits).
SELECT n.gateway, nullif(n.brand, '') AS brand, n.order_id, n.status, n.state, n.result, n.tries, n.repeats,
       to_char(n.received_at, 'YYYY-MM-DD HH24:MI:SS') AS received_at,
       to_char(n.repeated_at, 'YYYY-MM-DD HH24:MI:SS') AS repeated_at,
       to_char(n.processed_at, 'YYYY-MM-DD HH24:MI:SS') AS processed_at,
       CASE WHEN n.state = 'new' THEN to_char(n.next_try_at, 'YYYY-MM-DD HH24:MI:SS') END
           AS next_try_at,
       n.state = 'new' AND coalesce(n.lease_until > clock_timestamp(), false) AS is_held,
       CASE WHEN c.order_id IS NOT NULL THEN c.kind WHEN t.id IS NULL THEN NULL
            WHEN console.is_debt_order(t.midtrans_order_id, t.package_id, (SELECT console.debt_order_patterns()))
            THEN 'debt' ELSE 'package' END AS kind,
       coalesce(c.amount_rp, t.amount) AS amount_rp, coalesce(c.state, lower(t.status)) AS charge_state,
       u.full_name, u.phone_number, encode(n.body, 'hex') AS body
  FROM console.inbox n
  LEFT JOIN console.charge c ON c.order_id = n.order_id
  LEFT JOIN public.transactions t ON t.midtrans_order_id = n.order_id
  LEFT JOIN public.users u ON u.id = coalesce(c.user_id, t.user_id)
 WHERE n.id = $1::bigint
