-- The last charges of a customer, to be held beside what the gateways say.
-- $1 user id
-- Columns: order_id, state, amount, gateway, said (its last word here; NULL: none).
SELECT c.order_id, c.state, console.rp_text(c.amount_rp) AS amount, c.gateway, c.gateway_status AS said
  FROM console.charge c
 WHERE c.user_id = $1::uuid
 ORDER BY c.created_at DESC
 LIMIT 5
