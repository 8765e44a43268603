-- Charges about which the gateway answers, three times in a row or more, what does not fit them: once may be chance.
-- Columns: count, example.
SELECT count(*) AS count, min(format('charge %s: %s (%s times)', c.order_id, c.ask_error, c.ask_misfits)) AS example
  FROM console.charge c
 WHERE c.ask_misfits >= 3
