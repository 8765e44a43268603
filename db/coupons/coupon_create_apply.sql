-- Makes a coupon.
-- $1 operation uuid, $2 its code, $3 the code as it was given, $4 percent, $5 rupiah, $6 uses, $7 first day, $8 last day
WITH made AS (
    INSERT INTO console.coupon (code, discount_type, discount_value, max_uses, valid_from, valid_until, actor)
    SELECT upper(btrim($3)), (w.wanted).discount_type, (w.wanted).discount_value, (w.wanted).max_uses,
           (w.wanted).valid_from, (w.wanted).valid_until, o.actor
      FROM console.operation o
     CROSS JOIN LATERAL console.coupon_wanted(NULL, $4::integer, $5::bigint, $6, $7, $8) w
     WHERE o.id = $1::uuid AND w.refusal IS NULL AND upper(btrim($3)) = ANY ($2::text[])
        ON CONFLICT (code) DO NOTHING
    RETURNING *
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after)
SELECT o.id, o.actor, o.action, 'coupon', m.code, to_jsonb(m)
  FROM console.operation o
 CROSS JOIN made m
 WHERE o.id = $1::uuid
