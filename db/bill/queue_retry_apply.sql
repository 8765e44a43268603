-- Queues failed invoices once more, with all their tries; what may have reached Xendit is looked up first.
-- $1 operation uuid, $2 text[] numbers of items
WITH held AS MATERIALIZED (
    SELECT q.id, q.state, q.tries, q.last_error, q.order_id
      FROM console.invoice_queue q
     WHERE q.id = ANY ($2::text[]::bigint[]) AND console.queue_refusal(q, 'retry') IS NULL
     ORDER BY q.id
       FOR UPDATE
), begun AS (
    -- as console.queue_begin_run() does where something comes into an empty queue
    UPDATE console.queue_state s
       SET run_began_at = clock_timestamp()
     WHERE NOT EXISTS (SELECT FROM console.invoice_queue q WHERE q.state = 'pending')
       AND NOT EXISTS (SELECT FROM console.invoice_queue q WHERE q.state = 'processing')
       AND EXISTS (SELECT FROM held)
), queued AS (
    UPDATE console.invoice_queue q
       SET state = 'pending', tries = 0, put_offs = 0, ended_at = NULL, next_try_at = clock_timestamp()
      FROM held h
     WHERE q.id = h.id AND q.state = 'failed'
    RETURNING q.id, h.state, h.tries, h.last_error, h.order_id
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'queue_item', q.id::text,
       jsonb_build_object('state', q.state, 'tries', q.tries, 'last_error', q.last_error),
       jsonb_build_object('state', 'pending', 'tries', 0), jsonb_build_object('order_id', q.order_id)
  FROM console.operation o
 CROSS JOIN queued q
 CROSS JOIN (SELECT pg_notify('hotspot_console', 'queue')) told
 WHERE o.id = $1::uuid
 ORDER BY q.id
