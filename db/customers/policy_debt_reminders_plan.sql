-- Whom to remind before a debt policy blocks him.
-- $1 uuid[] user ids; NULL: everybody
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH due AS MATERIALIZED (
    SELECT DISTINCT ON (c.user_id) c.user_id, c.policy, c.block_on
      FROM console.debt_reminder_cases($1::uuid[]) c
     WHERE NOT c.is_told
     ORDER BY c.user_id, c.block_on, c.policy
), found AS MATERIALIZED (
    SELECT u.id, u.full_name, d.policy, d.block_on,
           CASE WHEN d.user_id IS NULL THEN
               coalesce(console.policy_refusal(u),
                        (SELECT 'was reminded already' FROM console.debt_reminder_cases(ARRAY[u.id]) LIMIT 1),
                        'no policy that is on blocks the customer within the days of warning') END AS refusal
      FROM public.users u
      LEFT JOIN due d ON d.user_id = u.id
     WHERE CASE WHEN $1::uuid[] IS NULL THEN d.user_id IS NOT NULL ELSE u.id = ANY ($1::uuid[]) END
), placed AS MATERIALIZED (
    SELECT f.*, row_number() OVER (PARTITION BY f.refusal IS NULL ORDER BY lower(f.full_name), f.id) AS place
      FROM found f
)
SELECT f.id, f.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN f.place = 1 AND f.refusal IS NULL THEN
           (SELECT 'remind ' || count(*) FROM placed s WHERE s.refusal IS NULL) END AS note
  FROM placed f
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN f.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, coalesce('told that ' || f.policy || ' blocks on ' || f.block_on,
                                                             'warned of the limit of automatic debt')]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, '{}') v
                    WHERE u.id = f.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY f.place, f.id
