-- What an operation made or found, for its page to be opened: the first, and whether there are more.
-- $1 operation uuid, $2 its entity_type
-- Columns: entity_id, is_old (it was found).
SELECT a.entity_id, a.details ? 'shown_again' AS is_old
  FROM console.audit_log a
 WHERE a.operation_id = $1::uuid AND a.entity_type = $2
 ORDER BY a.id
 LIMIT 2
