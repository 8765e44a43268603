-- Notifications that could not be processed.
-- Columns: count, example.
SELECT count(*) AS count, min(format('%s, %s %s: %s', n.id, n.order_id, n.status, n.result)) AS example
  FROM console.inbox n
 WHERE n.state = 'failed'
