-- How far the effects of an operation are.
-- $1 operation
-- Columns: done, waiting, failed, error (of one that waits or failed), running (of those that wait).
SELECT count(*) FILTER (WHERE o.state = 'done') AS done,
       count(*) FILTER (WHERE o.state IN ('pending', 'running')) AS waiting,
       count(*) FILTER (WHERE o.state = 'failed') AS failed,
       max(o.last_error) FILTER (WHERE o.state IN ('pending', 'running', 'failed')) AS error,
       count(*) FILTER (WHERE o.state = 'running') AS running
  FROM console.outbox o
 WHERE o.operation_id = $1::uuid
