-- Keeps what the gateway last said of a charge, whether it moved it or not.
-- $1 order id, $2 its words, $3 source
UPDATE console.charge c
   SET gateway_status = coalesce($2, c.gateway_status),
       asked_at = CASE WHEN $3 IN ('poll', 'answer') THEN clock_timestamp() ELSE c.asked_at END,
       ask_error = CASE WHEN $3 IN ('poll', 'answer') THEN NULL ELSE c.ask_error END
 WHERE c.order_id = $1
