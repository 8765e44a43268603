-- Hands a notice over to a messenger, once: a message of its own, and the notice says which row carries it.
-- $1 row of the outbox that asks, $2 notice, $3 target, $4 address, $5 text, $6 user uuid
WITH carried AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    SELECT s.operation_id, $3::text, 'message', 'message',
           console.message_uid(s.id, $3::text, 'user', n.id || ' ' || $4::text),
           jsonb_build_object('to', $4::text, 'text', $5::text, 'user_id', $6::uuid, 'role', 'user', 'notice', n.id)
      FROM console.outbox s
     CROSS JOIN console.notice n
     WHERE s.id = $1::bigint AND n.id = $2::bigint AND n.state = 'waiting'
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO NOTHING
    RETURNING id
)
UPDATE console.notice n
   SET state = 'handed', carried_by = c.id, ended_at = clock_timestamp()
  FROM carried c
 WHERE n.id = $2::bigint AND n.state = 'waiting'
