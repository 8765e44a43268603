-- Charges that the portal has as paid while they count as unpaid here.
-- Columns: count, example.
SELECT count(*) AS count, min(format('charge %s: the portal says %s, here it is %s', c.order_id, t.status, c.state)) AS example
  FROM console.charge c
  JOIN public.transactions t ON t.midtrans_order_id = c.order_id
 WHERE c.state IN ('new', 'open', 'expired', 'cancelled', 'failed') AND t.status = 'SUCCESS'
