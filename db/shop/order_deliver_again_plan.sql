-- Which orders would be delivered again.
-- $1 text[] orders
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT o AS o, o.id, console.order_deliver_refusal(o) AS refusal,
           row_number() OVER (PARTITION BY console.order_deliver_refusal(o) IS NULL ORDER BY o.number) AS place
      FROM console.shop_order o
     WHERE o.id = ANY ($1::text[]::uuid[])
)
SELECT t.id::text AS id, t.refusal, CASE WHEN t.place <= 20 THEN console.order_label(t.o) END AS label,
       CASE WHEN t.place <= 20 THEN console.order_state_text(t.o) END AS before,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN 'the message with the goods is sent again' END AS after, NULL AS note
  FROM target t
 ORDER BY t.place
