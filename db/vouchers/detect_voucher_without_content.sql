-- Vouchers that were sold and that their router does not have: who types the code is not let in. Those of a router that is away, or on
-- their way, are told of there.
-- Columns: cause, key, label, detail, user_id, since.
SELECT v.router AS cause, v.id::text AS key, 'voucher ' || v.serial AS label, NULL::text AS detail, NULL::uuid AS user_id,
       v.sold_at AS since
  FROM console.voucher v
 WHERE v.state = 'bought' AND v.on_router IS NULL AND v.sold_at < now() - interval '2 minutes'
   AND NOT EXISTS (SELECT FROM console.router_sync_state s WHERE s.router = v.router AND s.state = 'down')
   AND NOT EXISTS (SELECT FROM console.outbox o
                    WHERE o.effect = 'voucher_put' AND o.target = 'router:' || v.router AND o.state IN ('pending', 'running')
                      AND o.payload ->> 'lot' = v.lot_id::text)
