-- Effects of charges that were never paid, or are not there.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('charge %s: its %s was applied, it is %s', e.order_id, e.effect, coalesce(c.state, 'unknown'))) AS example
  FROM console.charge_effect e
  LEFT JOIN console.charge c ON c.order_id = e.order_id
 WHERE c.state IS NULL OR c.state IN ('new', 'open', 'expired', 'cancelled', 'failed', 'late', 'mismatch')
