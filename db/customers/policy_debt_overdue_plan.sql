-- Whom debt past its due date blocks.
-- $1 uuid[] user ids; NULL: everybody
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH found AS MATERIALIZED (
    SELECT c.*, row_number() OVER (PARTITION BY c.refusal IS NULL ORDER BY lower(c.name), c.user_id) AS place
      FROM console.debt_overdue_cases($1::uuid[]) c
     WHERE $1::uuid[] IS NOT NULL OR c.refusal IS NULL
)
SELECT f.user_id AS id, f.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN f.place = 1 AND f.refusal IS NULL THEN
           (SELECT 'block ' || count(*) FROM found s WHERE s.refusal IS NULL) END AS note
  FROM found f
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN f.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, CASE WHEN f.refusal IS NULL THEN
                          jsonb_build_object('is_blocked', true, 'blocked_reason', f.reason) ELSE '{}' END) v
                    WHERE u.id = f.user_id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY f.place, f.user_id
