-- Gives an import the operation that writes it: the one that it has already, if it was tried before.
-- $1 import, $2 operation uuid, $3 whether faulty lines are left out
-- Columns: operation_id.
UPDATE console.import
   SET operation_id = coalesce(operation_id, $2::uuid), skips_bad = $3::boolean
 WHERE id = $1::bigint
RETURNING operation_id
