-- Messages with the rest of an order's goods, once for a row of the outbox that asks for them. Their texts are filled in when
-- they are sent.
-- $1 row of the outbox that asks, $2 target, $3 address, $4 user uuid, $5 order id, $6 how many texts there are in all
INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
SELECT s.operation_id, $2::text, 'message', 'message', m.uid,
       jsonb_strip_nulls(jsonb_build_object('to', $3::text, 'text', chr(31) || 'goods_' || n || chr(31), 'user_id', $4::uuid,
                                            'order_id', $5::text, 'role', 'user'))
  FROM console.outbox s
 CROSS JOIN generate_series(2, $6::integer) AS n
 CROSS JOIN LATERAL (SELECT console.message_uid(s.id, $2::text, 'goods ' || n, $3::text) AS uid) m
 WHERE s.id = $1::bigint
   AND NOT EXISTS (SELECT FROM console.outbox o WHERE o.entity_id = m.uid AND o.target = $2 AND o.effect = 'message')
 ORDER BY n
ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO NOTHING
