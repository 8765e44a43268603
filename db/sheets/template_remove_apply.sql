-- Removes templates; what was made from them stays.
-- $1 operation uuid, $2 text[] templates
WITH gone AS (
    DELETE FROM console.voucher_template t WHERE t.id = ANY ($2::text[]::uuid[]) RETURNING *
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before)
SELECT o.id, o.actor, o.action, 'voucher_template', g.id::text, to_jsonb(g) - ARRAY['id', 'at']
  FROM console.operation o CROSS JOIN gone g
 WHERE o.id = $1::uuid
