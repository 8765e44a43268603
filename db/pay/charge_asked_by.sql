-- By what else than its order a gateway can be asked about a charge.
-- $1 order id
-- Columns: asked_as (the order that the gateway knows it by), is_second (it is known by its transaction alone),
--          transaction_id (that it is known by; else that of the last notification, as it claims), code (of a claim: the
--          status code that its signature covers; NULL: it is no claim), has_paid (that transaction brought money).
SELECT coalesce(c.second_of, $1) AS asked_as, c.second_of IS NOT NULL AS is_second,
       coalesce(c.transaction_id, n.transaction_id) AS transaction_id,
       CASE WHEN c.transaction_id IS NULL THEN n.code END AS code,
       coalesce(c.transaction_id IS NOT NULL
                AND c.state IN ('paid', 'late', 'mismatch', 'refund_due', 'part_refunded'), false) AS has_paid
  FROM (SELECT) one
  LEFT JOIN console.charge c ON c.order_id = $1
  LEFT JOIN LATERAL (SELECT i.transaction_id, split_part(i.status, '/', 1) AS code
                       FROM console.inbox i
                      WHERE i.gateway = 'midtrans' AND i.order_id = $1 AND i.transaction_id <> ''
                        AND NOT EXISTS (SELECT FROM console.charge o
                                         WHERE o.transaction_id = i.transaction_id AND o.order_id <> $1)
                      ORDER BY split_part(i.status, '/', 1) = '200' DESC, i.received_at DESC
                      LIMIT 1) n ON true
