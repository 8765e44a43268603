-- Removes the products that an undo unmakes.
-- $1 operation uuid
DELETE FROM console.product p
 USING console.audit_log a
 WHERE a.operation_id = $1::uuid AND a.entity_type = 'product' AND a.after IS NULL AND p.id = a.entity_id::uuid
