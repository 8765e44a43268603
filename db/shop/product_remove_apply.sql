-- Removes products without contents that stand in no order.
-- $1 operation uuid, $2 uuid[] product ids (locked)
WITH removed AS (
    DELETE FROM console.product p
     WHERE p.id = ANY ($2::uuid[]) AND console.product_remove_refusal(p.id) IS NULL
    RETURNING *
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before)
SELECT o.id, o.actor, o.action, 'product', r.id::text,
       jsonb_build_object('code', r.code, 'name', r.name, 'price_rp', r.price_rp, 'category', r.category, 'terms', r.terms,
                          'description', r.description, 'is_active', r.is_active)
  FROM console.operation o
 CROSS JOIN removed r
 WHERE o.id = $1::uuid
