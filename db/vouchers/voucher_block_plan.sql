-- What blocking vouchers would change.
-- $1 text[] vouchers, $2 reason
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH judged AS MATERIALIZED (
    SELECT v AS v, l AS l, v.id, v.serial, v.state, console.voucher_block_refusal(v) AS refusal
      FROM console.voucher v
      JOIN console.voucher_lot l ON l.id = v.lot_id
     WHERE v.id = ANY ($1::text[]::uuid[])
), target AS MATERIALIZED (
    SELECT j.*, row_number() OVER (PARTITION BY j.refusal IS NULL ORDER BY j.serial) AS place FROM judged j
)
SELECT t.id::text AS id, t.refusal, CASE WHEN t.place <= 20 THEN console.voucher_label(t.v, t.l) END AS label,
       CASE WHEN t.place <= 20 THEN t.state END AS before,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN 'blocked: ' || $2::text END AS after,
       NULL AS note
  FROM target t
 ORDER BY t.place, t.serial
