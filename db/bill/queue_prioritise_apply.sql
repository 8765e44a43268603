-- Gives invoices another place in the queue.
-- $1 operation uuid, $2 text[] numbers of items, $3 priority
WITH held AS MATERIALIZED (
    SELECT q.id, q.priority, q.order_id
      FROM console.invoice_queue q
     WHERE q.id = ANY ($2::text[]::bigint[]) AND console.queue_refusal(q, $3) IS NULL
     ORDER BY q.id
       FOR UPDATE
), moved AS (
    UPDATE console.invoice_queue q
       SET priority = $3, rank_at = console.queue_rank(q.wanted_at, $3)
      FROM held h
     WHERE q.id = h.id AND q.state IN ('pending', 'failed')
    RETURNING q.id, h.priority, h.order_id
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'queue_item', m.id::text, jsonb_build_object('priority', m.priority),
       jsonb_build_object('priority', $3), jsonb_build_object('order_id', m.order_id)
  FROM console.operation o
 CROSS JOIN moved m
 CROSS JOIN (SELECT pg_notify('hotspot_console', 'queue')) told
 WHERE o.id = $1::uuid
 ORDER BY m.id
