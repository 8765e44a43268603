-- What selling vouchers would mean.
-- $1 text[] vouchers, $2 method, $3 phone number of the customer or NULL, $4 a note or NULL
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note, terms.
WITH judged AS MATERIALIZED (
    SELECT v AS v, l AS l, v.id, v.serial, v.state, l.price_rp, l.commission_rp, console.voucher_sell_refusal(v, l) AS refusal
      FROM console.voucher v
      JOIN console.voucher_lot l ON l.id = v.lot_id
     WHERE v.id = ANY ($1::text[]::uuid[]) AND ($4::text IS NULL OR true)
), total AS MATERIALIZED (
    SELECT s.rp, s.commission_rp, console.voucher_pay_refusal($2, $3, s.rp) AS refusal
      FROM (SELECT sum(j.price_rp)::bigint AS rp, sum(j.commission_rp)::bigint AS commission_rp FROM judged j WHERE j.refusal IS NULL) s
), target AS MATERIALIZED (
    SELECT j.v, j.l, j.id, j.serial, j.state, j.price_rp, r.refusal, t.rp, t.commission_rp,
           row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY j.serial) AS place
      FROM judged j
     CROSS JOIN total t
     CROSS JOIN LATERAL (SELECT coalesce(j.refusal, t.refusal) AS refusal) r
)
SELECT t.id::text AS id, t.refusal, CASE WHEN t.place <= 20 THEN console.voucher_label(t.v, t.l) END AS label,
       CASE WHEN t.place <= 20 THEN t.state END AS before,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN 'sold · ' || console.rp_text(t.price_rp) END AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL
            THEN concat_ws('; ', console.rp_text(t.rp) || ' are taken (' || $2::text || ')',
                           console.rp_text(nullif(t.commission_rp, 0)) || ' commission') END AS note,
       CASE WHEN t.refusal IS NULL THEN console.rp_text(t.price_rp) END AS terms
  FROM target t
 ORDER BY t.place, t.serial
