-- What another due date or note would change of debt items.
-- $1 uuid[] debt ids, $2 due date, '-' for none or NULL for as it is, $3 note, the same
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT d.id, c.refusal, c.after,
           row_number() OVER (PARTITION BY c.refusal IS NULL
                              ORDER BY lower(u.full_name), d.user_id, d.debt_date, d.created_at, d.id) AS place
      FROM public.user_quota_debts d
      JOIN public.users u ON u.id = d.user_id
     CROSS JOIN LATERAL console.debt_edited(d, $2, $3) c
     WHERE d.id = ANY ($1::uuid[])
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after, NULL AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, console.debt_terms_text(d),
                               console.debt_terms_text(jsonb_populate_record(d, t.after))]
                     FROM public.user_quota_debts d
                    CROSS JOIN LATERAL console.debt_preview(d, t.after) v
                    WHERE d.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
