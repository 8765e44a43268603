-- Writes coupons anew; where nothing would differ they are left as they are. One that was ended is offered again where
-- its last day is given.
-- $1 operation uuid, $2 text[] codes, $3 percent, $4 rupiah, $5 uses, $6 first day, $7 last day: as of the plan
WITH before AS MATERIALIZED (
    SELECT k.code, k AS old FROM console.coupon k WHERE k.code = ANY ($2::text[]) ORDER BY k.code FOR UPDATE
), written AS (
    UPDATE console.coupon k
       SET discount_type = (w.wanted).discount_type, discount_value = (w.wanted).discount_value,
           max_uses = (w.wanted).max_uses, valid_from = (w.wanted).valid_from, valid_until = (w.wanted).valid_until,
           ended_at = (w.wanted).ended_at
      FROM before b
     CROSS JOIN LATERAL console.coupon_wanted(b.old, $3::integer, $4::bigint, $5, $6, $7) w
     WHERE k.code = b.code AND w.refusal IS NULL AND b.old <> w.wanted
    RETURNING k.code, to_jsonb(b.old) AS before, to_jsonb(k) AS after
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'coupon', n.code, c.before, c.after
  FROM console.operation o
 CROSS JOIN written n
 CROSS JOIN LATERAL (
       SELECT jsonb_object_agg(x.key, n.before -> x.key) AS before, jsonb_object_agg(x.key, x.value) AS after
         FROM jsonb_each(n.after) x
        WHERE n.before -> x.key IS DISTINCT FROM x.value) c
 WHERE o.id = $1::uuid
