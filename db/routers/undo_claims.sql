-- Carries out what an undo says of claims: they are given up, the routers' rows stay as they are.
-- $1 operation uuid
DELETE FROM console.router_claim c
 USING console.audit_log a
 WHERE a.operation_id = $1::uuid AND a.entity_type = 'router_claim' AND a.after IS NULL AND c.id = a.entity_id::uuid
