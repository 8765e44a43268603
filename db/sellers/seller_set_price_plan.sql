-- What a price of their own would change for sellers.
-- $1 uuid[] sellers, $2 a product or NULL, $3 a package or NULL, $4 rupiah, - for the price less the discount
-- Columns: id, refusal, label, before, after, note.
WITH priced AS MATERIALIZED (
    SELECT * FROM console.seller_priced($2::text, $3::text)
)
SELECT s.id,
       CASE WHEN g.refusal IS NOT NULL THEN g.refusal
            WHEN r.price_rp IS NOT DISTINCT FROM nullif($4::text, '-')::bigint THEN 'has this already' END AS refusal,
       console.seller_label(s) AS label,
       g.name || ' ' || console.rp_text(coalesce(r.price_rp, d.rp)) AS before,
       g.name || ' ' || console.rp_text(coalesce(nullif($4::text, '-')::bigint, d.rp)) AS after,
       CASE WHEN nullif($4::text, '-')::bigint > g.list_rp AND row_number() OVER (ORDER BY lower(s.name), s.id) = 1
            THEN 'everybody else pays ' || console.rp_text(g.list_rp) END AS note
  FROM console.seller s
 CROSS JOIN priced g
 CROSS JOIN LATERAL (SELECT console.seller_discounted(g.list_rp, s.discount_percent) AS rp) d
  LEFT JOIN console.seller_price r ON r.seller_id = s.id AND g.id IN (r.product_id, r.package_id)
 WHERE s.id = ANY ($1::uuid[])
 ORDER BY lower(s.name), s.id
