-- Makes templates of Mikhmon's quick-print packages.
-- $1 operation uuid, $2 text[] take-overs
WITH made AS (
    INSERT INTO console.voucher_template (name, wish, quantity, came_from)
    SELECT p.name, console.voucher_wish_of(p), 1, 'Mikhmon'
      FROM console.takeover_package p
     WHERE p.takeover_id = ANY ($2::text[]::uuid[]) AND p.is_readable AND p.name <> ''
     ORDER BY p.takeover_id, p.line
    ON CONFLICT DO NOTHING
    RETURNING *
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after)
SELECT o.id, o.actor, o.action, 'voucher_template', m.id::text, to_jsonb(m) - ARRAY['id', 'at']
  FROM console.operation o CROSS JOIN made m
 WHERE o.id = $1::uuid
