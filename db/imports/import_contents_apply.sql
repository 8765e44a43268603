-- Puts the contents of staged lines into their products. The audit has a row for each product and statement: how many, and
-- between which numbers they are; an id of their own stands for them all.
-- $1 operation uuid, $2 text[] first lines of parts, $3 import, $4 lines of a part
WITH put AS (
    INSERT INTO console.product_content (product_id, content, operation_id)
    SELECT d.id, l.content, $1::uuid
      FROM unnest($2::text[]) AS p (first)
      JOIN console.import_contents l
           ON l.import_id = $3::bigint AND l.line >= p.first::bigint AND l.line < p.first::bigint + $4::bigint
      JOIN console.product d ON d.code = console.product_code_given(l.product)
     WHERE l.fault_kind IS NULL AND l.verdict = 'new'
     ORDER BY l.line
    RETURNING id, product_id
), summed AS (
    SELECT p.product_id, count(*) AS contents, min(p.id) AS first, max(p.id) AS last FROM put p GROUP BY p.product_id
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
SELECT o.id, o.actor, o.action, 'content', md5('contents:' || s.first)::uuid::text, jsonb_build_object('product', d.code, 'contents', s.contents),
       jsonb_build_object('product_id', s.product_id, 'first', s.first, 'last', s.last, 'import', $3::bigint)
  FROM console.operation o
 CROSS JOIN summed s
  JOIN console.product d ON d.id = s.product_id
 WHERE o.id = $1::uuid
 ORDER BY s.first
