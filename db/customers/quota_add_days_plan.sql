-- What days more, or less, of validity would change.
-- $1 uuid[] user ids, $2 days, $3 from: end or today; NULL: as a purchase counts
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT u.id, d.until, d.refusal,
           row_number() OVER (PARTITION BY d.refusal IS NULL ORDER BY lower(u.full_name), u.id) AS place
      -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
     CROSS JOIN LATERAL console.days_added(u.quota_expiry_date, $2::integer, $3, u.is_unlimited_user) d
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT CASE count(*) WHEN 0 THEN NULL WHEN 1 THEN 'for ' || count(*) || ' customer that is over: access ends at once'
                                 ELSE 'for ' || count(*) || ' customers that is over: access ends at once' END
              FROM target s
             WHERE s.refusal IS NULL AND s.until < now()) END AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, CASE WHEN t.refusal IS NULL
                          THEN jsonb_build_object('quota_expiry_date', t.until) ELSE '{}' END) v
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
