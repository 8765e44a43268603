-- The queue of invoices, where it does not move.
-- Columns: cause, key, label, detail, user_id, since.
SELECT ''::text AS cause, 'queue'::text AS key, NULL::text AS label, h.due || ' due' AS detail, NULL::uuid AS user_id,
       (SELECT min(q.next_try_at) FROM console.invoice_queue q WHERE q.state = 'pending') AS since
  FROM console.queue_health() h
 WHERE h.health = 'stuck'
