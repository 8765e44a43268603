-- What pausing subscriptions would change.
-- $1 uuid[] subscription ids
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT s.id, r.refusal,
           row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY lower(u.full_name), s.created_at, s.id) AS place
      FROM console.subscription s
      LEFT JOIN public.users u ON u.id = s.user_id
     CROSS JOIN LATERAL (SELECT console.subscription_turn_refusal(s, 'paused') AS refusal) r
     WHERE s.id = ANY ($1::uuid[])
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before,
       CASE WHEN t.refusal IS NULL THEN 'paused · no invoices until it is resumed' END AS after, NULL AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[console.subscription_label(s), console.subscription_text(s)]
                     FROM console.subscription s
                    WHERE s.id = t.id) END AS texts) p
 ORDER BY t.place, t.id
