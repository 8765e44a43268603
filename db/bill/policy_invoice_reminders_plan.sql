-- Whom to remind of invoices that are nearly due, or overdue.
-- $1 uuid[] user ids; NULL: everybody
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH due AS MATERIALIZED (
    SELECT c.user_id, count(*) AS invoices,
           string_agg(c.invoice_number || ' due ' || c.due_on, ', ' ORDER BY c.due_on) AS words
      FROM console.invoice_reminder_cases($1::uuid[]) c
     GROUP BY c.user_id
), found AS MATERIALIZED (
    SELECT u.id, u.full_name, d.invoices, d.words,
           CASE WHEN d.user_id IS NULL THEN 'has no invoice that a reminder is due for' END AS refusal
      FROM public.users u
      LEFT JOIN due d ON d.user_id = u.id
     WHERE CASE WHEN $1::uuid[] IS NULL THEN d.user_id IS NOT NULL ELSE u.id = ANY ($1::uuid[]) END
), placed AS MATERIALIZED (
    SELECT f.*, row_number() OVER (PARTITION BY f.refusal IS NULL ORDER BY lower(f.full_name), f.id) AS place
      FROM found f
)
SELECT f.id, f.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN f.place = 1 AND f.refusal IS NULL THEN
           (SELECT 'remind ' || count(*) || ' of ' || sum(s.invoices)
                   || CASE sum(s.invoices) WHEN 1 THEN ' invoice' ELSE ' invoices' END
              FROM placed s WHERE s.refusal IS NULL) END AS note
  FROM placed f
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN f.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, 'told of ' || f.words]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, '{}') v
                    WHERE u.id = f.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY f.place, f.id
