-- What refunding orders would change.
-- $1 text[] orders, $2 reason, $3 goods: stock or lost
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT o AS o, o.id, console.order_refund_refusal(o) AS refusal,
           row_number() OVER (PARTITION BY console.order_refund_refusal(o) IS NULL ORDER BY o.number) AS place
      FROM console.shop_order o
     WHERE o.id = ANY ($1::text[]::uuid[])
)
SELECT t.id::text AS id, t.refusal, CASE WHEN t.place <= 20 THEN console.order_label(t.o) END AS label,
       CASE WHEN t.place <= 20 THEN console.order_state_text(t.o) END AS before,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN console.order_refund_text(t.o, $3) END AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           concat_ws('; ', (SELECT console.till_note(sum(coalesce(c.paid_amount_rp, c.amount_rp)))
                              FROM target s
                              JOIN console.charge c ON c.order_id = (s.o).charge_order_id
                             WHERE s.refusal IS NULL AND c.mode = 'counter' AND c.method = 'cash'),
                     CASE $3 WHEN 'stock' THEN
                         'the customer has seen the goods: put back in stock they are sold to somebody else (' || $2 || ')'
                     ELSE 'the goods stay with the customer, as lost (' || $2 || ')' END) END AS note
  FROM target t
 ORDER BY t.place
