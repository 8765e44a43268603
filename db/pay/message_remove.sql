-- The chats that show a charge are to show it no more, in any of its messages, and then be told why.
-- $1 row of the outbox that asks, $2 order id, $3 role, $4 text, $5 user uuid
-- Columns: chats.
WITH chat AS (
    UPDATE console.payment_message_log l
       SET source_id = $1::bigint
     WHERE l.order_id = $2::text AND l.role = $3::text AND l.source_id < $1::bigint
    RETURNING l.id, l.uid, l.chat_id, l.part
), queued AS (
    INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
    SELECT s.operation_id, 'telegram:bot', 'message', 'message',
           CASE WHEN m.gone THEN c.uid ELSE console.message_uid(s.id, 'telegram:bot', $3::text, c.chat_id) END,
           jsonb_strip_nulls(jsonb_build_object('to', c.chat_id, 'text', $4::text, 'user_id', $5::uuid,
                                                'order_id', $2::text, 'role', $3::text, 'source', s.id, 'gone', m.gone))
      FROM chat c
     CROSS JOIN (VALUES (1, true), (2, NULL)) AS m (step, gone)
     CROSS JOIN console.outbox s
     WHERE s.id = $1::bigint AND (m.gone OR c.part = 1)
     ORDER BY c.id, m.step
    ON CONFLICT (target, effect, entity_id) WHERE state = 'pending'
    DO UPDATE SET operation_id = excluded.operation_id, payload = excluded.payload
)
SELECT count(*) AS chats FROM chat c WHERE c.part = 1
