-- Charges that the gateway is to be asked about, the one that waits longest first: open ones not asked about for a
-- minute (less the time that a run may take), and after them those that ended unpaid, in which money may arrive all
-- the same: as often for an hour, then every quarter of an hour for a day. One that was ended here may have reached
-- the gateway by a request whose answer nobody saw. Then those that were paid, for money may go back: for some days by
-- setting, the less often the older they are, and few in a run. Where answers do not fit, all of them less and less
-- often.
-- Columns: order_id.
WITH unpaid AS (
    SELECT c.order_id, c.state <> 'open' AS is_over, c.asked_at, c.created_at
      FROM console.charge c
     WHERE c.gateway = 'midtrans'
       AND (c.mode IS NOT NULL OR c.is_adopted
            OR (c.state IN ('expired', 'cancelled')
                AND EXISTS (SELECT FROM console.outbox x
                             WHERE x.entity_id = c.id AND x.effect = 'charge_create' AND x.attempts > 0)))
       AND (c.state = 'open' OR (c.state IN ('expired', 'cancelled', 'failed') AND c.updated_at > now() - interval '1 day'))
       AND coalesce(c.asked_at, '-infinity')
           < now() - greatest(console.misfit_pause(c.ask_misfits),
                              CASE WHEN c.state = 'open' OR c.updated_at > now() - interval '1 hour' THEN interval '45 s'
                                   ELSE interval '15 min' END)
     ORDER BY c.state <> 'open', c.asked_at NULLS FIRST, c.created_at
     LIMIT 500
), paid AS (
    SELECT c.order_id, c.asked_at, c.created_at
      FROM console.charge c
     WHERE c.gateway = 'midtrans' AND c.state IN ('paid', 'late', 'mismatch', 'refund_due', 'part_refunded')
       AND c.paid_at > now() - make_interval(days => console.setting_bigint('payment_watch_days', 14)::integer)
       AND coalesce(c.asked_at, c.paid_at)
           < now() - greatest(interval '5 min', (now() - c.paid_at) / 3, console.misfit_pause(c.ask_misfits))
       AND NOT EXISTS (SELECT FROM console.gateway_word w
                        WHERE w.gateway = c.gateway AND w.mode = c.mode AND w.word = c.gateway_status AND w.is_final)
     ORDER BY c.asked_at NULLS FIRST, c.created_at
     LIMIT 60
)
SELECT d.order_id
  FROM (SELECT 1 AS turn, u.is_over, u.asked_at, u.created_at, u.order_id FROM unpaid u
        UNION ALL
        SELECT 2, false, p.asked_at, p.created_at, p.order_id FROM paid p) d
 ORDER BY d.turn, d.is_over, d.asked_at NULLS FIRST, d.created_at
