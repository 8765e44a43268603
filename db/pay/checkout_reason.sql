-- Why a charge came to its end.
-- $1 order id, $2 state, $3 reason
UPDATE console.charge c
   SET reason = $3
 WHERE c.order_id = $1 AND c.state = $2
