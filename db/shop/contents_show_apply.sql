-- Notes who looks at contents: from then on they are shown for a while.
-- $1 operation uuid, $2 text[] content ids
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
SELECT o.id, o.actor, o.action, 'content', c.id::text, jsonb_build_object('product_id', c.product_id)
  FROM console.operation o
 CROSS JOIN console.product_content c
 WHERE o.id = $1::uuid AND c.id = ANY ($2::bigint[])
 ORDER BY c.id
