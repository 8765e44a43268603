-- Lengthens the lease of rows that are still ours.
-- $1 worker, $2 bigint[] ids, $3 integer[] attempts, $4 lease in seconds
UPDATE console.outbox o
   SET lease_until = clock_timestamp() + make_interval(secs => $4::integer)
  FROM unnest($2::bigint[], $3::integer[]) AS h (id, attempts)
 WHERE o.id = h.id AND o.state = 'running' AND o.worker_id = $1::uuid AND o.attempts = h.attempts
