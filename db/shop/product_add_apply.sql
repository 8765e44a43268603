-- Makes a product, and puts its contents in.
-- $1 operation uuid, $2 uuid[] its id, $3 code, $4 name, $5 price, $6 category, $7 terms, $8 description, $9 how many
-- contents, $10 these, a line each: as of the plan
WITH given AS MATERIALIZED (
    SELECT g.place, g.content FROM console.contents_given($10) g WHERE $9::bigint IS NULL OR $9::bigint >= 0
), made AS (
    INSERT INTO console.product (id, code, name, price_rp, category, terms, description, actor)
    SELECT ($2::uuid[])[1], console.product_code_given($3), $4::text, $5::bigint, coalesce($6, ''), coalesce($7, ''),
           coalesce($8, ''), o.actor
      FROM console.operation o
     WHERE o.id = $1::uuid AND console.product_misfit(NULL, $3) IS NULL
       AND console.contents_misfit((SELECT array_agg(g.content ORDER BY g.place) FROM given g)) IS NULL
    RETURNING *
), put AS (
    INSERT INTO console.product_content (product_id, content, operation_id)
    SELECT m.id, g.content, $1::uuid FROM made m CROSS JOIN given g ORDER BY g.place
    RETURNING id
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
SELECT o.id, o.actor, o.action, 'product', m.id::text,
       jsonb_build_object('code', m.code, 'name', m.name, 'price_rp', m.price_rp, 'category', m.category, 'terms', m.terms,
                          'description', m.description, 'is_active', true),
       jsonb_build_object('contents', (SELECT count(*) FROM put))
  FROM console.operation o
 CROSS JOIN made m
 WHERE o.id = $1::uuid
