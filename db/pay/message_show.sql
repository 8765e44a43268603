-- A chat is to show this text of a charge. What waits for that chat already gives way to it.
-- $1 row of the outbox that asks, $2 order id, $3 role, $4 chat, $5 text, $6 boolean: sent anew where the chat
-- shows one already, $7 user uuid
WITH chat AS (
    INSERT INTO console.payment_message_log AS l (order_id, role, chat_id, source_id)
    VALUES ($2::text, $3::text, $4::text, $1::bigint)
    ON CONFLICT (order_id, role, chat_id, part) DO UPDATE SET source_id = excluded.source_id
     WHERE l.source_id < excluded.source_id
    RETURNING l.uid, l.message_id
)
INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
SELECT s.operation_id, 'telegram:bot', 'message', 'message', c.uid,
       jsonb_strip_nulls(jsonb_build_object('to', $4::text, 'text', $5::text, 'user_id', $7::uuid,
                                            'order_id', $2::text, 'role', $3::text, 'source', s.id,
                                            'replaces', CASE WHEN $6::boolean THEN c.message_id END))
  FROM chat c
 CROSS JOIN console.outbox s
 WHERE s.id = $1::bigint
ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
DO UPDATE SET operation_id = excluded.operation_id, payload = excluded.payload
