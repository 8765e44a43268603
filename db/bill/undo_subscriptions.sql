-- Removes the subscriptions that an undo unmakes: none of them was invoiced.
-- $1 operation uuid
DELETE FROM console.subscription s
 USING console.audit_log a
 WHERE a.operation_id = $1::uuid AND a.entity_type = 'subscription' AND a.after IS NULL AND s.id = a.entity_id::uuid
