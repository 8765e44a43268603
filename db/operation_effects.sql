-- How far an operation's effects are, target by target.
-- $1 operation uuid
-- Columns: target, total, done, waiting, failed.
SELECT b.target, count(*) AS total, count(*) FILTER (WHERE b.state = 'done') AS done,
       count(*) FILTER (WHERE b.state IN ('pending', 'running')) AS waiting,
       count(*) FILTER (WHERE b.state = 'failed') AS failed
  FROM console.outbox b
 WHERE b.operation_id = $1::uuid
 GROUP BY b.target
 ORDER BY b.target
