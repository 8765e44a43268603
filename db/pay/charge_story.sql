-- One charge whole, ours or the portal's.
-- $1 order id
-- Columns: order_id, kind, gateway, mode, method, bank, state, reason, waits_for, subject, user_id, full_name,
--          phone_number, gateway_status, transaction_id, coupon_code, created_at, expires_at, paid_at, applied_at,
--          asked_at, ask_error, actor, qr_string, qr_url, deeplink_url, va_number, bill_key, biller_code, redirect_url,
--          operation_id, said_meaning (what the gateway's last word means, console.gateway_word), said_code (the codes
--          that come with it), odd_word (its last word that nobody knows), gives (what the
--          customer gets or got), note, receipts (their numbers), shop_order (its uuid), amount_rp, discount_rp, paid_amount_rp,
--          back_rp (what went back), expires_in_s.
SELECT c.order_id, c.kind, c.gateway, c.mode, c.method, c.bank, c.state, c.reason, c.waits_for, c.subject, c.user_id,
       u.full_name, u.phone_number, c.gateway_status, c.transaction_id, c.coupon_code,
       to_char(c.created_at, 'YYYY-MM-DD HH24:MI:SS') AS created_at,
       to_char(c.expires_at, 'YYYY-MM-DD HH24:MI:SS') AS expires_at, to_char(c.paid_at, 'YYYY-MM-DD HH24:MI:SS') AS paid_at,
       to_char(e.at, 'YYYY-MM-DD HH24:MI:SS') AS applied_at, to_char(c.asked_at, 'YYYY-MM-DD HH24:MI:SS') AS asked_at,
       c.ask_error, c.actor, c.qr_string, c.qr_url, c.deeplink_url, c.va_number, c.bill_key, c.biller_code, c.redirect_url,
       e.operation_id, w.meaning, w.codes, c.odd_word,
       coalesce(c.gives, CASE WHEN c.state IN ('new', 'open') THEN console.charge_gives(c) END) AS gives, c.note,
       (SELECT string_agg(x.number, ', ' ORDER BY x.serial) FROM console.receipt x WHERE x.order_id = c.order_id) AS receipts,
       (SELECT o.id FROM console.shop_order o WHERE o.charge_order_id = c.order_id) AS shop_order,
       c.amount_rp, c.discount_rp, c.paid_amount_rp,
       console.charge_back_rp(c.order_id) AS back_rp,
       floor(extract(epoch FROM c.expires_at - clock_timestamp()))::bigint AS expires_in_s
  FROM console.charge_known(ARRAY[$1]) c
  LEFT JOIN public.users u ON u.id = c.user_id
  LEFT JOIN console.charge_effect e ON e.order_id = c.order_id
 CROSS JOIN LATERAL (
       SELECT CASE WHEN c.paid_at IS NOT NULL THEN coalesce(min(g.after_money), min(g.meaning))
                   WHEN min(g.meaning) = 'paid' AND c.state IN ('new', 'open') THEN 'held' ELSE min(g.meaning) END AS meaning,
              string_agg(DISTINCT g.code, ', ') AS codes
         FROM console.gateway_word g
        WHERE g.gateway = c.gateway AND g.mode = coalesce(c.mode, 'snap') AND g.word = c.gateway_status
          AND (g.fraud IS NULL OR g.fraud = 'accept')) w
