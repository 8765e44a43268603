-- Removes the tickets that an undo unmakes.
-- $1 operation uuid
DELETE FROM console.ticket t
 USING console.audit_log a
 WHERE a.operation_id = $1::uuid AND a.entity_type = 'ticket' AND a.after IS NULL AND t.id = a.entity_id::uuid
