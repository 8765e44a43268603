-- Which charges of a customer Midtrans is asked about while somebody waits: the latest that can be paid, or have just ended.
-- $1 user id
-- Columns: order_id, amount, subject, state.
SELECT c.order_id, console.rp_text(c.amount_rp) AS amount, c.subject, c.state
  FROM console.charge c
 WHERE c.user_id = $1::uuid AND c.gateway = 'midtrans'
   AND (c.state = 'open' OR (c.state IN ('expired', 'cancelled', 'failed') AND c.updated_at > now() - interval '2 days'))
 ORDER BY c.created_at DESC
 LIMIT 3
