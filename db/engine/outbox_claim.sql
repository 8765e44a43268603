-- Takes rows that are due, under a lease; their attempt is the fence of what is done with them. A
-- row waits while an older one for the same thing still runs: two syncs of one user at a time could
-- leave the router at what the slower of them had read.
-- $1 target, $2 worker, $3 lease in seconds, $4 at most so many, $5 operation (NULL: any)
-- Columns: id, attempts, effect, entity_id, payload.
WITH due AS MATERIALIZED (
    SELECT o.id
      FROM console.outbox o
     WHERE o.state = 'pending' AND o.target = $1 AND o.next_attempt_at <= clock_timestamp()
       AND ($5::uuid IS NULL OR o.operation_id = $5::uuid)
       AND NOT EXISTS (SELECT FROM console.outbox r
                        WHERE r.entity_id = o.entity_id AND r.state = 'running'
                          AND r.target = o.target AND r.effect = o.effect)
     ORDER BY o.next_attempt_at, o.id
     LIMIT $4::integer
       FOR UPDATE SKIP LOCKED
), claimed AS (
    UPDATE console.outbox o
       SET state = 'running', attempts = o.attempts + 1, worker_id = $2::uuid,
           lease_until = clock_timestamp() + make_interval(secs => $3::integer)
      FROM due d
     WHERE o.id = d.id
    RETURNING o.id, o.attempts, o.effect, o.entity_id, o.payload
)
SELECT c.id, c.attempts, c.effect, c.entity_id, c.payload FROM claimed c ORDER BY c.id
