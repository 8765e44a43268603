-- Takes out the contents that an undo takes back: those that nobody has.
-- $1 operation uuid
DELETE FROM console.product_content c
 USING console.audit_log a, console.operation o
 WHERE o.id = $1::uuid AND a.operation_id = o.id AND a.entity_type = 'content' AND a.after IS NULL AND a.details ? 'first'
   AND c.operation_id = o.undo_of AND c.product_id = (a.details ->> 'product_id')::uuid
   AND c.id BETWEEN (a.details ->> 'first')::bigint AND (a.details ->> 'last')::bigint
   AND NOT c.is_used AND c.reserved_by IS NULL
