-- Takes invoices that are due, in the order of their rank, under a lease; the attempt is the fence of what is done
-- with them. What is urgent is taken one by one, so that all hosts have a hand in it. Until the claim ends otherwise
-- each counts as possibly sent. A process that is not known as a worker yet takes none: its end could not be noticed.
-- $1 brand, $2 worker, $3 lease in seconds, $4 at most so many
-- Columns: id, attempts, order_id, is_uncertain (an earlier request may have been carried out).
WITH first AS MATERIALIZED (
    SELECT q.priority
      FROM console.invoice_queue q
     WHERE q.state = 'pending' AND q.brand = $1 AND q.next_try_at <= clock_timestamp()
     ORDER BY q.rank_at, q.id
     LIMIT 1
), due AS MATERIALIZED (
    SELECT q.id, q.is_uncertain
      FROM console.invoice_queue q
     WHERE q.state = 'pending' AND q.brand = $1 AND q.next_try_at <= clock_timestamp()
       AND NOT (SELECT s.is_paused FROM console.queue_state s)
       AND EXISTS (SELECT FROM console.worker w WHERE w.id = $2::uuid)
     ORDER BY q.rank_at, q.id
     LIMIT (SELECT CASE f.priority WHEN 'HIGH' THEN 1 ELSE $4::integer END FROM first f)
       FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE console.invoice_queue q
       SET state = 'processing', attempts = q.attempts + 1, worker_id = $2::uuid, is_uncertain = true,
           lease_until = clock_timestamp() + make_interval(secs => $3::integer), started_at = clock_timestamp()
      FROM due d
     WHERE q.id = d.id
    RETURNING q.id, q.attempts, q.order_id, d.is_uncertain, q.rank_at
)
SELECT c.id, c.attempts, c.order_id, c.is_uncertain FROM claimed c ORDER BY c.rank_at, c.id
