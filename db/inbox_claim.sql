-- Takes notifications that are due, under a lease; their try is the fence of what is done with them.
-- $1 worker, $2 lease in seconds, $3 at most so many
-- Columns: id, tries, gateway, age_s (since it was first received), body (hexadecimal digits).
WITH due AS MATERIALIZED (
    SELECT n.id
      FROM console.inbox n
     WHERE n.state = 'new' AND n.next_try_at <= clock_timestamp()
       AND (n.lease_until IS NULL OR n.lease_until <= clock_timestamp())
     ORDER BY n.next_try_at, n.id
     LIMIT $3::integer
       FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE console.inbox n
       SET tries = n.tries + 1, worker_id = $1::uuid,
           lease_until = clock_timestamp() + make_interval(secs => $2::integer)
      FROM due d
     WHERE n.id = d.id
    RETURNING n.id, n.tries, n.gateway, n.received_at, n.body
)
SELECT c.id, c.tries, c.gateway, extract(epoch FROM clock_timestamp() - c.received_at)::bigint AS age_s,
       encode(c.body, 'hex') AS body
  FROM claimed c
 ORDER BY c.id
