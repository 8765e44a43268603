-- The rest of an order's goods in further messages of a chat, each kept as the first is; those that show it already go when the new
-- ones come. Their texts are filled in when they are sent.
-- $1 row of the outbox that asks, $2 chat, $3 user uuid, $4 order id, $5 how many texts there are in all
WITH chat AS (
    INSERT INTO console.payment_message_log AS l (order_id, role, chat_id, part, source_id)
    SELECT $4::text, 'user', $2::text, n, $1::bigint FROM generate_series(2, $5::integer) AS n
    ON CONFLICT (order_id, role, chat_id, part) DO UPDATE SET source_id = excluded.source_id
     WHERE l.source_id < excluded.source_id
    RETURNING l.uid, l.part, l.message_id
)
INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
SELECT s.operation_id, 'telegram:bot', 'message', 'message', c.uid,
       jsonb_strip_nulls(jsonb_build_object('to', $2::text, 'text', chr(31) || 'goods_' || c.part || chr(31), 'user_id', $3::uuid,
                                            'order_id', $4::text, 'role', 'user', 'source', s.id, 'replaces', c.message_id))
  FROM chat c
 CROSS JOIN console.outbox s
 WHERE s.id = $1::bigint
 ORDER BY c.part
ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
DO UPDATE SET operation_id = excluded.operation_id, payload = excluded.payload
