-- A charge by OVO is asked about as soon as the gateway may know.
-- $1 charge uuid
INSERT INTO console.outbox (target, effect, entity_type, entity_id, payload, next_attempt_at)
SELECT 'midtrans:main', 'charge_ask', 'charge', c.id, jsonb_build_object('order_id', c.order_id),
       clock_timestamp() + interval '10 s'
  FROM console.charge c
 WHERE c.id = $1::uuid AND c.state = 'open'
ON CONFLICT (target, effect, entity_id) WHERE state = 'pending' DO NOTHING
