-- Takes contents out that nobody has. What they were is kept nowhere.
-- $1 operation uuid, $2 text[] content ids
WITH removed AS (
    DELETE FROM console.product_content c
     WHERE c.id = ANY (ARRAY(SELECT x.id FROM console.product_content x
                              WHERE x.id = ANY ($2::bigint[]) AND NOT x.is_used AND x.reserved_by IS NULL
                              ORDER BY x.id FOR UPDATE))
    RETURNING c.id, c.product_id, console.content_masked(c.content) AS masked
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before)
SELECT o.id, o.actor, o.action, 'content', r.id::text, jsonb_build_object('product_id', r.product_id, 'content', r.masked)
  FROM console.operation o
 CROSS JOIN removed r
 WHERE o.id = $1::uuid
