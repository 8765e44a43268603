-- In which of its ways the gateway has a charge, as soon as it is known to have it: its words mean another thing in
-- each.
-- $1 order id, $2 mode
UPDATE console.charge c SET mode = $2 WHERE c.order_id = $1 AND c.mode IS NULL
