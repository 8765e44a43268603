-- What this process claimed for a brand and lost sight of, when the database was away, is given back: it may have been
-- sent.
-- $1 worker, $2 brand
UPDATE console.invoice_queue q
   SET state = 'pending', worker_id = NULL, lease_until = NULL, next_try_at = clock_timestamp() + interval '1 s',
       last_error = 'the database was away: it is looked up first'
 WHERE q.state = 'processing' AND q.worker_id = $1::uuid AND q.brand = $2
