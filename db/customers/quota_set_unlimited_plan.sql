-- What unlimited access would change.
-- $1 uuid[] user ids
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT u.id, r.refusal, u.quota_expiry_date < now() AS is_expired,
           console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                u.is_unlimited_user, u.role) AS debt_mb,
           row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY lower(u.full_name), u.id) AS place
      -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
     CROSS JOIN LATERAL (SELECT CASE WHEN u.is_unlimited_user THEN 'is unlimited already' END AS refusal) r
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT nullif(concat_ws('; ', console.sleeping_debt_note(count(*) FILTER (WHERE s.debt_mb > 0), sum(s.debt_mb)),
                                    CASE count(*) FILTER (WHERE s.is_expired)
                                        WHEN 0 THEN NULL
                                        WHEN 1 THEN '1 stays expired until another expiry is set'
                                        ELSE count(*) FILTER (WHERE s.is_expired)
                                             || ' stay expired until another expiry is set' END), '')
              FROM target s
             WHERE s.refusal IS NULL)
       END AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, '{"is_unlimited_user": true}') v
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
