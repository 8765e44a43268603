-- What a reset would change.
-- $1 uuid[] user ids
-- Columns: id, refusal, label, before, after (the last three for the first 20), note.
SELECT t.id, NULL AS refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 THEN
           (SELECT console.mb_text(sum(u.total_quota_used_mb))
                   || ' of counted usage are set to 0; what was purchased stays'
              FROM public.users u WHERE u.id = ANY ($1::uuid[]))
       END AS note
  FROM (SELECT w.id, row_number() OVER (ORDER BY w.name, w.id) AS place
          -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
          FROM (SELECT u.id, lower(u.full_name) AS name
                  FROM public.users u
                 WHERE u.id = ANY ($1::uuid[])
                OFFSET 0) w) t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, '{"total_quota_used_mb": 0, "auto_debt_offset_mb": 0}') v
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
