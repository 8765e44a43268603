-- Forgets an import whose lines are gone; one that was written stays, by its operation.
-- $1 import
DELETE FROM console.import i
 WHERE i.id = $1::bigint
   AND NOT EXISTS (SELECT FROM console.operation o WHERE o.id = i.operation_id)
