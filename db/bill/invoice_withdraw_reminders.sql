-- Withdraws reminders of invoices that nobody sent before they were settled.
UPDATE console.outbox o
   SET state = 'cancelled', last_error = 'the invoice was settled meanwhile'
  FROM console.invoice i
 WHERE o.state = 'pending' AND o.target = 'message:user' AND o.effect = 'remind_invoice' AND i.id = o.entity_id
   AND i.status NOT IN ('unpaid', 'expired')
RETURNING pg_notify('hotspot_console', 'outbox')
