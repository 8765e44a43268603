-- What asking Xendit about invoices would change.
-- $1 uuid[] invoice ids
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT i.id, i.total_rp, r.refusal,
           row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY i.due_on, i.invoice_number) AS place
      FROM console.invoice i
     CROSS JOIN LATERAL (SELECT CASE WHEN NOT EXISTS (SELECT FROM console.charge c
                                               WHERE c.invoice_id = i.id AND console.charge_may_be_at_xendit(c))
                                THEN 'was not sent to Xendit yet' END AS refusal) r
     WHERE i.id = ANY ($1::uuid[])
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before,
       CASE WHEN t.refusal IS NULL THEN 'Xendit is asked' END AS after,
       NULL AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[console.invoice_label(i), console.invoice_state_text(i)]
                     FROM console.invoice i
                    WHERE i.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
