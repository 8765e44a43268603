-- Processes that hold rows, for a look at whether they still run.
-- $1 host
-- Columns: id, pid.
SELECT DISTINCT w.id, w.pid
  FROM console.outbox o
  JOIN console.worker w ON w.id = o.worker_id
 WHERE o.state = 'running' AND w.host = $1
