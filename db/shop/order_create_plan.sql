-- What a new order would be: each line with its price, what a coupon takes off, what is to be paid.
-- $1 nothing, $2 phone number of the customer (NULL: somebody at the counter), $3 a product, $4 how many of it, $5 further
-- lines (CODE:2,CODE2:1), $6 method, $7 bank, $8 coupon or NULL, $9 note
-- Columns: id, refusal, label, before, after, note, terms.
WITH given AS MATERIALIZED (
    SELECT g.customer, u.id AS buyer, u.full_name, g.items
      FROM (SELECT $2::text AS customer, console.order_given($3, $4, $5) AS items, $1::text) g
      LEFT JOIN public.users u ON u.phone_number = g.customer
), offer AS MATERIALIZED (
    SELECT g.*, console.offer_order(g.buyer, g.items, $6, $7, $8) AS offer FROM given g
), draft AS MATERIALIZED (
    SELECT o.*, (o.offer).refusal AS refused, d.order_id AS open_id, d.amount_rp, d.discount_rp, d.coupon_code,
           console.order_open_for(o.buyer, o.items) AS replaced
      FROM offer o
     CROSS JOIN LATERAL (SELECT (o.offer).draft.*) d
)
SELECT coalesce((console.order_of_charge(d.open_id)).id, gen_random_uuid())::text AS id,
       CASE WHEN d.customer IS NOT NULL AND d.buyer IS NULL THEN 'nobody has the number ' || d.customer ELSE d.refused END
           AS refusal,
       CASE WHEN d.buyer IS NULL THEN 'at the counter' ELSE concat_ws(' ', d.full_name, d.customer) END AS label,
       CASE WHEN d.open_id IS NULL THEN 'no order'
            ELSE (SELECT console.order_state_text(o) FROM console.order_of_charge(d.open_id) o) END AS before,
       CASE WHEN d.open_id IS NOT NULL
            THEN d.open_id || ' is shown again; cancel it first to ask in another way'
            ELSE concat_ws(' · ',
                     (SELECT string_agg(l.quantity || ' x ' || l.code || ' ' || console.rp_text(l.price_rp) || ' = '
                                        || console.rp_text(l.quantity * l.price_rp) || ' (' || l.free || ' in stock)', ', '
                                        ORDER BY l.place)
                        FROM console.order_lines(d.items, d.buyer, (console.order_of_charge(d.replaced)).id) l),
                     CASE WHEN d.discount_rp > 0 THEN console.rp_text(d.discount_rp) || ' less by ' || d.coupon_code END,
                     'to pay ' || console.rp_text(d.amount_rp),
                     CASE $6 WHEN 'va' THEN 'va ' || $7 WHEN 'balance' THEN 'paid from the balance' ELSE $6 END,
                     d.replaced || ' is withdrawn') END AS after,
       CASE WHEN d.open_id IS NULL AND d.refused IS NULL THEN console.offers_note($6, d.amount_rp, 0, $9) END AS note,
       console.order_offer_terms(d.offer, d.items) AS terms
  FROM draft d
