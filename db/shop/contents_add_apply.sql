-- Puts contents into a product.
-- $1 operation uuid, $2 uuid[] its id (locked), $3 contents, a line each
WITH given AS MATERIALIZED (
    SELECT g.place, g.content FROM console.contents_given($3) g
), put AS (
    INSERT INTO console.product_content (product_id, content, operation_id)
    SELECT p.id, g.content, $1::uuid
      FROM console.product p
     CROSS JOIN given g
     WHERE p.id = ($2::uuid[])[1]
       AND console.contents_misfit((SELECT array_agg(g.content ORDER BY g.place) FROM given g)) IS NULL
     ORDER BY g.place
    RETURNING id, product_id
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
SELECT o.id, o.actor, o.action, 'product', p.product_id::text,
       jsonb_build_object('contents', count(*), 'first', min(p.id), 'last', max(p.id))
  FROM console.operation o
 CROSS JOIN put p
 WHERE o.id = $1::uuid
 GROUP BY o.id, o.actor, o.action, p.product_id
