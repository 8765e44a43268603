-- What reversing payments at the counter would change.
-- $1 text[] order ids, $2 reason
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT t.*, row_number() OVER (PARTITION BY t.refusal IS NULL ORDER BY t.created_at, t.order_id) AS place
      FROM (SELECT k.order_id, k.created_at, k.state, k.method, k.came_rp, k.user_id,
                   CASE WHEN k.refusal IS NULL AND k.user_id IS NOT NULL
                             AND row_number() OVER (PARTITION BY k.user_id, k.refusal IS NULL
                                                    ORDER BY k.created_at, k.order_id) > 1
                        THEN 'another charge of this customer comes first: one at a time' ELSE k.refusal END AS refusal
              FROM (SELECT c.order_id, c.created_at, c.state, c.method, coalesce(c.paid_amount_rp, c.amount_rp) AS came_rp, c.user_id,
                           console.charge_reverse_refusal(c) AS refusal
                      FROM console.charge_known($1::text[]) c) k) t
)
SELECT t.order_id AS id, t.refusal, p.texts[1] AS label, p.texts[2] AS before,
       p.texts[3] AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT concat_ws('; ', console.till_note(sum(s.came_rp) FILTER (WHERE s.method = 'cash')),
                             console.rp_text(sum(s.came_rp)) || ' go back (' || $2::text || ')') FROM target s
            WHERE s.refusal IS NULL) END AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[console.charge_label(c), console.charge_state_text(c),
                                CASE WHEN t.refusal IS NULL THEN console.charge_reverse_text(c) END]
                     FROM console.charge_known(ARRAY[t.order_id]) c) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.order_id
