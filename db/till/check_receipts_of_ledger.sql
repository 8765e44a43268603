-- Payments at the counter whose receipts do not come to what the ledger of charges says: a charge that was paid has one of
-- its amount, one that was reversed has both and they come to nothing. Of vouchers that were sold at once some may be given back.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('charge %s is %s with %s, its receipts come to %s', c.order_id, c.state, c.amount_rp, r.rp)) AS example
  FROM console.charge c
 CROSS JOIN LATERAL (SELECT coalesce(sum(x.amount_rp), 0) AS rp, count(*) AS receipts
                       FROM console.receipt x
                      WHERE x.order_id = c.order_id) r
 WHERE c.gateway = 'counter'
   AND CASE WHEN c.kind = 'voucher'
            THEN r.rp <> (SELECT coalesce(sum(e.rp), 0) FROM console.voucher_entry e WHERE e.order_id = c.order_id)
                 OR (c.state = 'paid' AND r.rp <> c.amount_rp)
            ELSE r.rp <> CASE WHEN c.state IN ('paid', 'refund_due') THEN c.amount_rp ELSE 0 END
                 OR r.receipts <> CASE WHEN c.state IN ('paid', 'refund_due') THEN 1 ELSE 2 END END
