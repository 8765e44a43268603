-- Queues a message for each invoice that a reminder is due for, and notes its day.
-- $1 operation uuid, $2 uuid[] user ids (locked)
WITH noted AS (
    UPDATE console.invoice i
       SET reminded_on = (SELECT console.today())
      FROM console.invoice_reminder_cases($2::uuid[]) c
     WHERE i.id = c.invoice_id
    RETURNING i.id, i.user_id, i.invoice_number
), queued AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    SELECT $1::uuid, 'message:user', 'remind_invoice', 'invoice', n.id, jsonb_build_object('invoice_id', n.id)
      FROM noted n
     ORDER BY n.id
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, next_attempt_at = excluded.next_attempt_at
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
SELECT o.id, o.actor, o.action, 'user', n.user_id::text,
       jsonb_build_object('invoices', jsonb_agg(n.invoice_number ORDER BY n.invoice_number))
  FROM console.operation o
 CROSS JOIN noted n
 WHERE o.id = $1::uuid
 GROUP BY o.id, n.user_id
