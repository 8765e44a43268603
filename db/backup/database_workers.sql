-- Processes of this program that live with this database, whether they are connected just now or not.
-- Columns: who.
SELECT w.kind || ' on ' || w.host || ', pid ' || w.pid AS who
  FROM console.worker w
 WHERE w.heartbeat_at > clock_timestamp() - interval '90 s'
 ORDER BY w.heartbeat_at
