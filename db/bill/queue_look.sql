-- The last look before a request is sent.
-- $1 worker, $2 item, $3 attempt
-- Columns: charge (its state; no row: the item is not ours any more), is_paused, is_overtaken (what waits comes
--          before it by now).
SELECT c.state AS charge, s.is_paused,
       coalesce((SELECT (p.rank_at, p.id) < (q.rank_at, q.id)
                   FROM console.invoice_queue p
                  WHERE p.state = 'pending' AND p.brand = q.brand AND p.next_try_at <= clock_timestamp()
                  ORDER BY p.rank_at, p.id
                  LIMIT 1), false) AS is_overtaken
  FROM console.invoice_queue q
  JOIN console.charge c ON c.order_id = q.order_id
 CROSS JOIN console.queue_state s
 WHERE q.id = $2::bigint AND q.worker_id = $1::uuid AND q.attempts = $3::integer
   AND q.lease_until > clock_timestamp()
