-- What taking vouchers back would mean.
-- $1 text[] vouchers, $2 reason, $3 what becomes of them: stock or void
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT v AS v, l AS l, v.id, v.serial, v.state, v.sold_rp, c.method, console.voucher_return_refusal(v, c.method) AS refusal
      FROM console.voucher v
      JOIN console.voucher_lot l ON l.id = v.lot_id
      LEFT JOIN console.charge c ON c.order_id = v.order_id
     WHERE v.id = ANY ($1::text[]::uuid[])
), target AS MATERIALIZED (
    SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY j.serial) AS place FROM judged j
)
SELECT t.id::text AS id, t.refusal, CASE WHEN t.place <= 20 THEN console.voucher_label(t.v, t.l) END AS label,
       CASE WHEN t.place <= 20 THEN t.state END AS before,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL
            THEN console.rp_text(t.sold_rp) || ' go back · ' || CASE $3 WHEN 'stock' THEN 'in stock again' ELSE 'let in no more' END END AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT concat_ws('; ', console.till_note(sum(s.sold_rp) FILTER (WHERE s.method = 'cash')),
                             console.rp_text(sum(s.sold_rp)) || ' go back (' || $2::text || ')') FROM target s WHERE s.refusal IS NULL) END AS note
  FROM target t
 ORDER BY t.place, t.serial
