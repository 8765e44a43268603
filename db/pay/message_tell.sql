-- One message of its own to an address, once for a row of the outbox that asks for it.
-- $1 row of the outbox that asks, $2 target, $3 address, $4 text, $5 user uuid, $6 order id, $7 role,
-- $8 order id of the charge that must be open when it is sent (NULL: none), $9 day before which it must come (NULL: any)
INSERT INTO console.outbox (operation_id, target, effect, entity_type, entity_id, payload)
SELECT s.operation_id, $2::text, 'message', 'message', m.uid,
       jsonb_strip_nulls(jsonb_build_object('to', $3::text, 'text', $4::text, 'user_id', $5::uuid,
                                            'order_id', $6::text, 'role', $7::text, 'while_open', $8::text,
                                            'before', $9::date))
  FROM console.outbox s
 CROSS JOIN LATERAL (SELECT console.message_uid(s.id, $2::text, $7::text, $3::text) AS uid) m
 WHERE s.id = $1::bigint
   AND NOT EXISTS (SELECT FROM console.outbox o WHERE o.entity_id = m.uid AND o.target = $2 AND o.effect = 'message')
ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO NOTHING
