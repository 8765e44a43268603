-- Takes hold of the outbox row of a broadcast, and of the broadcast. No row where this worker does not have it any more.
-- $1 worker, $2 uuid of the broadcast
-- Columns: source, broadcast, is_running, wait_ms (until the quiet hours end; NULL: none are).
SELECT o.id AS source, b.id AS broadcast, b.state = 'running' AS is_running,
       ceil(1000 * extract(epoch FROM console.quiet_until(statement_timestamp()) - statement_timestamp()))::bigint AS wait_ms
  FROM console.outbox o
  JOIN console.broadcast b ON b.uid = o.entity_id
 WHERE o.target = 'message:user' AND o.effect = 'broadcast' AND o.entity_id = $2::uuid
   AND o.state = 'running' AND o.worker_id = $1::uuid
   FOR UPDATE OF o, b
