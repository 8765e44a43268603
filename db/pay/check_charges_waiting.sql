-- Charges about which somebody has to decide.
-- Columns: count, example.
SELECT count(*) AS count, min(format('charge %s, %s: %s', c.order_id, replace(c.state, '_', ' '), c.waits_for)) AS example
  FROM console.charge c
 WHERE c.waits_for IS NOT NULL
