-- Processes of a host that hold notifications.
-- $1 host
-- Columns: id, pid.
SELECT DISTINCT w.id, w.pid
  FROM console.inbox n
  JOIN console.worker w ON w.id = n.worker_id
 WHERE n.state = 'new' AND n.lease_until IS NOT NULL AND w.host = $1
