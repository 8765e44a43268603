-- Charges of which the gateway last said a word that is not in console.gateway_word, and which nobody has set aside.
-- Columns: count, example.
SELECT count(*) AS count, min(format('charge %s: %s says "%s"', c.order_id, c.gateway, c.odd_word)) AS example
  FROM console.charge c
 WHERE c.odd_word IS NOT NULL AND c.waits_for IS NOT NULL
