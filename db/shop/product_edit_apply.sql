-- Writes products anew; where nothing would differ they are left as they are.
-- $1 operation uuid, $2 uuid[] product ids (locked), $3 code, $4 name, $5 price, $6 category, $7 terms, $8 description: as of
-- the plan
WITH edit AS MATERIALIZED (
    SELECT e.id, e.before, e.after
      FROM console.product_edits($2::uuid[], $3, $4, $5::bigint, $6, $7, $8) e
     WHERE e.refusal IS NULL
), written AS (
    UPDATE console.product p
       SET code = coalesce(e.after ->> 'code', p.code), name = coalesce(e.after ->> 'name', p.name),
           price_rp = coalesce((e.after ->> 'price_rp')::bigint, p.price_rp),
           category = coalesce(e.after ->> 'category', p.category), terms = coalesce(e.after ->> 'terms', p.terms),
           description = coalesce(e.after ->> 'description', p.description), updated_at = now()
      FROM edit e
     WHERE p.id = e.id
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'product', e.id::text, e.before, e.after
  FROM console.operation o
 CROSS JOIN edit e
 WHERE o.id = $1::uuid
