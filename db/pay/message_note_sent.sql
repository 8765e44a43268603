-- A message of its own was taken: noted before the next is sent, so that a crash repeats at most one.
-- $1 worker, $2 target, $3 uuid of the outbox row's entity
UPDATE console.outbox o
   SET payload = o.payload || '{"is_sent": true}'
 WHERE o.target = $2 AND o.entity_id = $3::uuid AND o.state = 'running' AND o.worker_id = $1::uuid
