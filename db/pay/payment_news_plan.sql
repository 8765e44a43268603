-- What news of charges would change; internal.
-- $1 text[] order ids, $2 state (NULL: the word decides), $3 the gateway's word, $4 its transaction, $5 rupiah,
-- $6 currency, $7 when it was paid, $8 source, $9 fraud word, $10 what went back (JSON), $11 all that went back, rupiah
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY t.created_at, t.order_id) AS place
      FROM (SELECT c.order_id, c.created_at, coalesce(n.to_state, n.kind) AS next_state,
                   CASE WHEN n.kind IN ('stale', 'nothing') THEN 'this changes nothing' END AS refusal
              FROM console.charge_known($1::text[]) c
             CROSS JOIN LATERAL console.charge_hears(
                   c, ROW($2, $3, $4, $5::bigint, $6, $7, $8, $9, $10::jsonb, $11::bigint)::console.gateway_said,
                   console.setting('payment_late', 'hold')) n) t
)
SELECT t.order_id AS id, t.refusal, p.texts[1] AS label, p.texts[2] AS before,
       CASE WHEN t.refusal IS NULL THEN t.next_state END AS after,
       NULL AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[console.charge_label(c), console.charge_state_text(c)]
                     FROM console.charge_known(ARRAY[t.order_id]) c) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.order_id
