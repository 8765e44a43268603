-- What another last day of validity would change.
-- $1 uuid[] user ids, $2 the last day, '-' for no end
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH wish AS MATERIALIZED (
    SELECT console.day_end(nullif($2, '-')::date) AS expiry
), target AS MATERIALIZED (
    SELECT u.id, r.refusal, row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY lower(u.full_name), u.id) AS place
      -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
     CROSS JOIN wish w
     CROSS JOIN LATERAL (
           SELECT CASE WHEN u.quota_expiry_date IS DISTINCT FROM w.expiry THEN NULL
                       WHEN w.expiry IS NULL THEN 'has no end already'
                       ELSE 'is valid until that day already' END AS refusal) r
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL AND w.expiry < now() THEN 'that day is over: access ends at once' END AS note
  FROM target t
 CROSS JOIN wish w
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, jsonb_build_object('quota_expiry_date', w.expiry)) v
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
