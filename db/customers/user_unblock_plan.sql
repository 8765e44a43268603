-- What unblocking would change.
-- $1 uuid[] user ids
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after, NULL AS note
  FROM (SELECT u.id, r.refusal, row_number() OVER (PARTITION BY r.refusal IS NULL
                                                    ORDER BY lower(u.full_name), u.id) AS place
          FROM public.users u
         CROSS JOIN LATERAL (SELECT CASE WHEN NOT u.is_blocked THEN 'is not blocked' END AS refusal) r
         WHERE u.id = ANY ($1::uuid[])) t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, '{"is_blocked": false}') v
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
