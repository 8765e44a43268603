-- Makes products of staged lines.
-- $1 operation uuid, $2 text[] first lines of parts, $3 import, $4 lines of a part
WITH made AS (
    INSERT INTO console.product (code, name, price_rp, category, terms, description, is_active, actor)
    SELECT console.product_code_given(l.code), l.name, l.price, coalesce(l.category, ''), coalesce(l.terms, ''),
           coalesce(l.description, ''), coalesce(l.active, true), o.actor
      FROM unnest($2::text[]) AS p (first)
      JOIN console.import_products l
           ON l.import_id = $3::bigint AND l.line >= p.first::bigint AND l.line < p.first::bigint + $4::bigint
      JOIN console.operation o ON o.id = $1::uuid
     WHERE l.fault_kind IS NULL AND l.verdict = 'new'
     ORDER BY l.line
    RETURNING *
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
SELECT o.id, o.actor, o.action, 'product', m.id::text,
       jsonb_build_object('code', m.code, 'name', m.name, 'price_rp', m.price_rp, 'category', m.category, 'terms', m.terms,
                          'description', m.description, 'is_active', m.is_active),
       jsonb_build_object('import', $3::bigint)
  FROM console.operation o
 CROSS JOIN made m
 WHERE o.id = $1::uuid
 ORDER BY m.code
