-- Whether a brand has invoices that may be sent now: cheap, for an idle worker.
-- $1 brand
-- Columns: is_due, next_ms (until the next is; NULL: none waits, or the queue is paused). greatest() passes over NULL,
--          and would call an empty queue due at once: where none waits there is no row to take it of.
SELECT d.is_due,
       CASE WHEN NOT d.is_due AND NOT d.is_paused THEN
           (SELECT greatest(0, ceil(1000 * extract(epoch FROM min(q.next_try_at) - clock_timestamp())))::bigint
              FROM console.invoice_queue q
             WHERE q.state = 'pending' AND q.brand = $1
            HAVING count(*) > 0) END AS next_ms
  FROM (SELECT s.is_paused,
               NOT s.is_paused AND EXISTS (SELECT FROM console.invoice_queue q
                                            WHERE q.state = 'pending' AND q.brand = $1
                                              AND q.next_try_at <= clock_timestamp()) AS is_due
          FROM console.queue_state s) d
