-- How far the effects of an operation are.
-- $1 operation
-- Columns: done, waiting, failed, error (of one that waits or failed).
SELECT count(*) FILTER (WHERE o.state = 'done') AS done,
       count(*) FILTER (WHERE o.state IN ('pending', 'running')) AS waiting,
       count(*) FILTER (WHERE o.state = 'failed') AS failed,
       max(o.last_error) FILTER (WHERE o.state IN ('pending', 'running', 'failed')) AS error
  FROM console.outbox o
 WHERE o.operation_id = $1::uuid
