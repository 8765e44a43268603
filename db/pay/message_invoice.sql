-- Takes hold of the outbox row that asks to remind of an invoice, and reads what its customer is told: by the number of
-- the invoice, else his own. No row where this worker does not have it any more.
-- $1 worker, $2 uuid of the invoice
-- Columns: source, is_settled (nothing is owed any more), user_id, full_name, phone_number, chat_id, amount_rp, subject,
-- invoice_number, due_on, days (until it is due; below 0: since), link (NULL: it can't be paid by one now).
SELECT o.id AS source, i.status IS NULL OR i.status NOT IN ('unpaid', 'expired') AS is_settled, u.id AS user_id,
       coalesce(u.full_name, '-') AS full_name, coalesce(i.whatsapp, u.phone_number, '-') AS phone_number,
       nullif(btrim(u.telegram_chat_id), '') AS chat_id, i.total_rp AS amount_rp, i.subject, i.invoice_number,
       console.message_day(i.due_on) AS due_on, i.due_on - console.today() AS days,
       CASE WHEN c.state = 'open' AND (c.expires_at IS NULL OR c.expires_at > clock_timestamp())
            THEN i.payment_link END AS link
  FROM console.outbox o
  LEFT JOIN console.invoice i ON i.id = o.entity_id
  LEFT JOIN console.charge c ON c.order_id = i.external_id
  LEFT JOIN public.users u ON u.id = i.user_id
 WHERE o.target = 'message:user' AND o.effect = 'remind_invoice' AND o.entity_id = $2::uuid
   AND o.state = 'running' AND o.worker_id = $1::uuid
   FOR UPDATE OF o
