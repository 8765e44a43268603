-- Counts what was completed until some minutes ago, once and for all: those rows never change again.
WITH bound AS (
    SELECT clock_timestamp() - interval '10 minutes' AS until
)
UPDATE console.queue_state s
   SET counted_completed = s.counted_completed
                           + (SELECT count(*) FROM console.invoice_queue q
                               WHERE q.state = 'completed' AND q.ended_at >= s.counted_until AND q.ended_at < b.until),
       counted_until = b.until
  FROM bound b
 WHERE b.until > s.counted_until
   AND EXISTS (SELECT FROM console.invoice_queue q
                WHERE q.state = 'completed' AND q.ended_at >= s.counted_until AND q.ended_at < b.until OFFSET 5000)
