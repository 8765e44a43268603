-- The last import that somebody has read and not written.
-- $1 actor
-- Columns: id.
SELECT i.id
  FROM console.import i
 WHERE i.actor = $1 AND NOT EXISTS (SELECT FROM console.operation o WHERE o.id = i.operation_id)
 ORDER BY i.id DESC
 LIMIT 1
