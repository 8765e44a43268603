-- What would be put into a product.
-- $1 uuid[] its id, $2 contents, a line each
-- Columns: id, refusal, label, before, after, note.
WITH given AS MATERIALIZED (
    SELECT array_agg(g.content ORDER BY g.place) AS contents, count(*) AS count FROM console.contents_given($2) g
)
SELECT p.id,
       CASE WHEN cardinality($1::uuid[]) > 1 THEN 'contents are put into one product at a time'
            WHEN g.count = 0 THEN 'there is no content in what was given'
            ELSE console.contents_misfit(g.contents) END AS refusal,
       p.name AS label, n.free || ' in stock' AS before, n.free + g.count || ' in stock' AS after,
       CASE WHEN NOT p.is_active THEN 'it is withdrawn: nobody can buy it' END AS note
  FROM console.product p
 CROSS JOIN given g
 CROSS JOIN LATERAL (SELECT coalesce(sum(k.free), 0)::bigint AS free FROM console.product_count k WHERE k.product_id = p.id) n
 WHERE p.id = ANY ($1::uuid[])
