-- Effects that were given up.
-- Columns: count, example.
SELECT count(*) AS count, min(format('%s for %s %s: %s', o.target, o.entity_type, o.entity_id, o.last_error)) AS example
  FROM console.outbox o
 WHERE o.state = 'failed'
