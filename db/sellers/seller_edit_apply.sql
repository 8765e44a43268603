-- Writes sellers anew; where nothing would differ they are left as they are.
-- $1 operation uuid, $2 uuid[] ids (locked), $3 name, $4 discount, $5 commission, $6 rupiah a day, $7 note: as of the plan
WITH before AS MATERIALIZED (
    SELECT s.id, s AS old FROM console.seller s WHERE s.id = ANY ($2::uuid[]) ORDER BY s.id FOR UPDATE
), written AS (
    UPDATE console.seller s
       SET name = w.name, discount_percent = w.discount_percent, commission_percent = w.commission_percent,
           day_limit_rp = w.day_limit_rp, note = w.note
      FROM before b
     CROSS JOIN LATERAL console.seller_wanted(b.old, $3::text, $4::integer, $5::integer, $6, $7) w
     WHERE s.id = b.id AND b.old <> w
    RETURNING s.id, s.user_id, to_jsonb(b.old) AS before, to_jsonb(s) AS after
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'seller', n.id::text, c.before, c.after, jsonb_build_object('user_id', n.user_id)
  FROM console.operation o
 CROSS JOIN written n
 CROSS JOIN LATERAL (
       SELECT jsonb_object_agg(x.key, n.before -> x.key) AS before, jsonb_object_agg(x.key, x.value) AS after
         FROM jsonb_each(n.after) x
        WHERE n.before -> x.key IS DISTINCT FROM x.value) c
 WHERE o.id = $1::uuid
