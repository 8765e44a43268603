-- A message of which nobody knows whether it was taken: counted, so that nobody is told the same without end.
-- $1 worker, $2 target, $3 uuid of the outbox row's entity
UPDATE console.outbox o
   SET payload = o.payload || jsonb_build_object('unanswered', coalesce((o.payload ->> 'unanswered')::integer, 0) + 1)
 WHERE o.target = $2 AND o.entity_id = $3::uuid AND o.state = 'running' AND o.worker_id = $1::uuid
