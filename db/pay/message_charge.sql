-- Takes hold of the outbox row that asks to tell of a charge, and reads what is told. No row where this worker
-- does not have it any more. Of an invoice it is told by the invoice's own number, where it has one.
-- $1 worker, $2 uuid of the charge
-- Columns: source, event, is_known, is_open, order_id, user_id, full_name, phone_number, chat_id, subject, amount_rp,
-- method, expires_at, paid_at, redirect_url, deeplink_url, qr_url, va_number, bank, bill_key, biller_code, invoice_number,
-- due_on (of an invoice), gives (what the customer got), receipt (its number),
-- goods (how many texts the goods of its order fill; 0: none were handed out).
SELECT o.id AS source, o.payload ->> 'event' AS event, c.order_id IS NOT NULL AS is_known,
       c.state IN ('new', 'open') AS is_open, c.order_id, c.user_id, coalesce(u.full_name, '-') AS full_name,
       coalesce(i.whatsapp, u.phone_number, '-') AS phone_number, nullif(btrim(u.telegram_chat_id), '') AS chat_id, c.subject,
       CASE WHEN o.payload ->> 'event' IN ('paid', 'late') THEN coalesce(c.paid_amount_rp, c.amount_rp)
            ELSE c.amount_rp END AS amount_rp,
       console.message_method(c) AS method, console.message_time(c.expires_at) AS expires_at,
       console.message_time(c.paid_at) AS paid_at, c.redirect_url, c.deeplink_url, c.qr_url, c.va_number,
       upper(c.bank) AS bank, c.bill_key, c.biller_code, i.invoice_number, console.message_day(i.due_on) AS due_on,
       console.message_gives(coalesce(c.gives, CASE WHEN c.state IN ('new', 'open') THEN console.charge_gives(c) END),
                             console.message_language(c.user_id)) AS gives,
       coalesce((SELECT x.number FROM console.receipt x WHERE x.order_id = c.order_id AND x.kind = 'payment'), '-') AS receipt,
       (SELECT count(*) FROM console.shop_order s CROSS JOIN LATERAL console.order_goods_texts(s.id) g
         WHERE s.charge_order_id = c.order_id AND c.kind = 'order') AS goods
  FROM console.outbox o
  LEFT JOIN console.charge c ON c.id = o.entity_id
  LEFT JOIN console.invoice i ON i.id = c.invoice_id
  LEFT JOIN public.users u ON u.id = c.user_id
 WHERE o.target = 'message:user' AND o.effect = 'charge_message' AND o.entity_id = $2::uuid
   AND o.state = 'running' AND o.worker_id = $1::uuid
   FOR UPDATE OF o
