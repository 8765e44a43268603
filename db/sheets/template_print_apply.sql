-- Makes and prints what templates say.
-- $1 operation uuid, $2 text[] templates
WITH made AS MATERIALIZED (
    SELECT g.id, console.voucher_template_print($1::uuid, g.id::uuid) AS vouchers
      FROM unnest($2::text[]) WITH ORDINALITY AS g (id, place)
     ORDER BY g.place
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, details)
SELECT o.id, o.actor, o.action, 'voucher_template', m.id, jsonb_build_object('vouchers', m.vouchers)
  FROM console.operation o CROSS JOIN made m
 WHERE o.id = $1::uuid AND m.vouchers > 0
