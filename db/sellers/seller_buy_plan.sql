-- What a seller would buy: each line with the price for the seller, what is paid.
-- $1 uuid[] the seller, $2 a product, $3 how many of it, $4 further lines (CODE:2,CODE2:1), $5 method, $6 bank, $7 note
-- Columns: id, refusal, label, before, after, note, terms.
WITH target AS MATERIALIZED (
    SELECT s.id, s, console.order_given($2, $3, $4) AS items, console.offer_order(s.user_id, console.order_given($2, $3, $4),
                                                                                 $5, $6, NULL) AS offer
      FROM console.seller s
     WHERE s.id = ANY ($1::uuid[])
)
SELECT t.id,
       CASE WHEN cardinality($1::uuid[]) > 1 THEN 'one seller at a time buys'
            WHEN (t.s).ended_at IS NOT NULL THEN 'sells no more'
            ELSE (t.offer).refusal END AS refusal,
       console.seller_label(t.s) AS label, 'balance ' || console.rp_text(b.rp) AS before,
       concat_ws(' · ',
           (SELECT string_agg(l.quantity || ' x ' || l.code || ' ' || console.rp_text(l.price_rp) || ' = '
                              || console.rp_text(l.quantity * l.price_rp) || ' (' || l.free || ' in stock)', ', '
                              ORDER BY l.place)
              FROM console.order_lines(t.items, (t.s).user_id, NULL) l),
           CASE WHEN d.order_id IS NOT NULL THEN d.order_id || ' is shown again; cancel it first to ask in another way'
                ELSE 'to pay ' || console.rp_text(d.amount_rp) END,
           CASE WHEN $5 = 'balance' THEN 'balance ' || console.rp_text(b.rp - d.amount_rp) ELSE $5 END) AS after,
       CASE WHEN (t.offer).refusal IS NULL AND d.order_id IS NULL THEN console.offers_note($5, d.amount_rp, 0, $7) END AS note,
       console.order_offer_terms(t.offer, t.items) AS terms
  FROM target t
 CROSS JOIN LATERAL (SELECT (t.offer).draft.*) d
 CROSS JOIN LATERAL (SELECT console.balance_rp((t.s).user_id) AS rp) b
