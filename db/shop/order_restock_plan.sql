-- The goods of which orders would come back to stock.
-- $1 text[] orders
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT o AS o, o.id, console.order_restock_refusal(o) AS refusal,
           row_number() OVER (PARTITION BY console.order_restock_refusal(o) IS NULL ORDER BY o.number) AS place
      FROM console.shop_order o
     WHERE o.id = ANY ($1::text[]::uuid[])
)
SELECT t.id::text AS id, t.refusal, CASE WHEN t.place <= 20 THEN console.order_label(t.o) END AS label,
       CASE WHEN t.place <= 20 THEN console.order_state_text(t.o) END AS before,
       CASE WHEN t.place <= 20 AND t.refusal IS NULL THEN 'its goods can be sold again' END AS after, CASE WHEN t.place = 1 AND t.refusal IS NULL THEN 'customers have seen these goods: make sure that they can''t be used any more' END AS note
  FROM target t
 ORDER BY t.place
