-- What marking invoices as paid would change.
-- $1 uuid[] invoice ids, $2 how they were paid
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note, terms.
WITH target AS MATERIALIZED (
    SELECT i.id, i.total_rp, r.refusal,
           row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY i.due_on, i.invoice_number) AS place
      FROM console.invoice i
     CROSS JOIN LATERAL (SELECT console.invoice_hand_refusal(i) AS refusal) r
     WHERE i.id = ANY ($1::uuid[])
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before,
       CASE WHEN t.refusal IS NULL THEN 'paid by hand, its link ends · ' || $2::text END AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT console.rp_text(sum(s.total_rp)) || ' count as paid'
              FROM target s
             WHERE s.refusal IS NULL) END AS note,
       CASE WHEN t.refusal IS NULL THEN console.rp_text(t.total_rp) END AS terms
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[console.invoice_label(i), console.invoice_state_text(i)]
                     FROM console.invoice i
                    WHERE i.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
