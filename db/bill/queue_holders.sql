-- Processes that hold claims, for a look at whether they still run.
-- $1 host
-- Columns: id, pid.
SELECT DISTINCT w.id, w.pid
  FROM console.invoice_queue q
  JOIN console.worker w ON w.id = q.worker_id
 WHERE q.state = 'processing' AND w.host = $1
