-- Routers with rows that are due.
-- $1 operation (NULL: any)
-- Columns: router.
SELECT DISTINCT substr(o.target, 8) AS router
  FROM console.outbox o
 WHERE o.state = 'pending' AND o.target LIKE 'router:%' AND o.next_attempt_at <= clock_timestamp()
   AND ($1::uuid IS NULL OR o.operation_id = $1::uuid)
