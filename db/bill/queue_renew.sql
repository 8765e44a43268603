-- Lengthens the lease of claims that are still ours.
-- $1 worker, $2 bigint[] items, $3 integer[] attempts, $4 lease in seconds
UPDATE console.invoice_queue q
   SET lease_until = clock_timestamp() + make_interval(secs => $4::integer)
  FROM unnest($2::bigint[], $3::integer[]) AS h (id, attempts)
 WHERE q.id = h.id AND q.worker_id = $1::uuid AND q.attempts = h.attempts
