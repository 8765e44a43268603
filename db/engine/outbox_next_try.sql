-- When a gateway is asked again for an operation.
-- $1 operation
-- Columns: ms (from now, below 0: it is due; NULL: never).
SELECT ceil(1000 * extract(epoch FROM min(o.next_attempt_at) - clock_timestamp()))::bigint AS ms
  FROM console.outbox o
 WHERE o.operation_id = $1::uuid AND o.state = 'pending' AND o.target ~ '^(midtrans|xendit):'
