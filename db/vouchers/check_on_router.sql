-- Lots of which the router lacks vouchers, though nothing is on its way there any more; why, where it said so.
-- Columns: key, label, present, repaired, user_id, since.
SELECT l.id::text AS key, format('lot %s', l.number) AS label, concat_ws(': ', format('router %s lacks %s of its vouchers', l.router, v.missing), l.refused) AS present,
       'put on the router by the outbox' AS repaired, NULL::uuid AS user_id, l.at AS since
  FROM (SELECT x.lot_id, count(*) AS missing
          FROM console.voucher x
         WHERE x.on_router IS NULL AND x.state NOT IN ('void', 'expired')
         GROUP BY x.lot_id) v
  JOIN console.voucher_lot l ON l.id = v.lot_id
 WHERE (l.refused IS NOT NULL OR l.at < now() - interval '1 hour')
   AND NOT EXISTS (SELECT FROM console.outbox o
                    WHERE o.effect = 'voucher_put' AND o.target = 'router:' || l.router AND o.state IN ('pending', 'running')
                      AND o.payload ->> 'lot' = l.id::text)
