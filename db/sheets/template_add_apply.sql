-- Keeps the terms of a lot as a template.
-- $1 operation uuid, $2 text[] the lot, $3 its name, $4 how many are made at once, $5 printer or NULL
WITH made AS (
    INSERT INTO console.voucher_template (name, wish, quantity, printer, came_from)
    SELECT $3, console.voucher_wish_of(l), $4::integer, $5, 'lot ' || l.number
      FROM console.voucher_lot l
     WHERE l.id = ANY ($2::text[]::uuid[])
     LIMIT 1
    ON CONFLICT DO NOTHING
    RETURNING *
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after)
SELECT o.id, o.actor, o.action, 'voucher_template', m.id::text, to_jsonb(m) - ARRAY['id', 'at']
  FROM console.operation o CROSS JOIN made m
 WHERE o.id = $1::uuid
