-- Which charges the gateway would be asked about.
-- $1 text[] order ids
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY t.created_at, t.order_id) AS place
      FROM (SELECT c.order_id, c.created_at, c.state, c.amount_rp, c.user_id,
                   CASE WHEN c.gateway = 'balance' THEN 'was paid from the balance: no gateway knows it' END AS refusal
              FROM console.charge_known($1::text[]) c) t
)
SELECT t.order_id AS id, t.refusal, p.texts[1] AS label, p.texts[2] AS before,
       CASE WHEN t.refusal IS NULL THEN 'the gateway is asked' END AS after,
       NULL AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[console.charge_label(c), console.charge_state_text(c)]
                     FROM console.charge_known(ARRAY[t.order_id]) c) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.order_id
