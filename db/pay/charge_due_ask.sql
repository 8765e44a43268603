-- Charges that the gateway is to be asked about, the one that waits longest first: open ones not asked about for a
-- minute (less the time that a run may take), and after them those that ended unpaid, in which money may arrive all
-- the same: as often for an hour, then every quarter of an hour for a day. One that was ended here may have reached
-- the gateway by a request whose answer nobody saw.
-- Columns: order_id.
SELECT c.order_id
  FROM console.charge c
 WHERE c.gateway = 'midtrans'
   AND (c.mode IS NOT NULL OR c.is_adopted
        OR (c.state IN ('expired', 'cancelled')
            AND EXISTS (SELECT FROM console.outbox x
                         WHERE x.entity_id = c.id AND x.effect = 'charge_create' AND x.attempts > 0)))
   AND (c.state = 'open' OR (c.state IN ('expired', 'cancelled', 'failed') AND c.updated_at > now() - interval '1 day'))
   AND coalesce(c.asked_at, '-infinity')
       < now() - CASE WHEN c.state = 'open' OR c.updated_at > now() - interval '1 hour' THEN interval '45 s'
                      ELSE interval '15 min' END
 ORDER BY c.state <> 'open', c.asked_at NULLS FIRST, c.created_at
 LIMIT 500
