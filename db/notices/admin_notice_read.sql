-- Takes hold of the outbox row that asks to tell admins. No row where this worker does not have it any more.
-- $1 worker, $2 uuid of the row's entity
-- Columns: source, kind.
SELECT o.id AS source, o.payload ->> 'kind' AS kind
  FROM console.outbox o
 WHERE o.target = 'message:user' AND o.effect = 'admin_notice' AND o.entity_id = $2::uuid
   AND o.state = 'running' AND o.worker_id = $1::uuid
   FOR UPDATE OF o
