-- What another figure of bought quota would change. Automatic debt follows from it; items of debt stay.
-- $1 uuid[] user ids, $2 MB, $3 reason
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT u.id, r.refusal, u.manual_debt_mb,
           console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb, u.is_unlimited_user,
                                u.role) AS owed,
           console.auto_debt_mb(u.total_quota_used_mb, $2::bigint, u.auto_debt_offset_mb, u.is_unlimited_user, u.role) AS owes,
           row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY lower(u.full_name), u.id) AS place
      -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
     CROSS JOIN LATERAL (SELECT CASE WHEN u.total_quota_purchased_mb = $2::bigint THEN 'is that already' END AS refusal
                          WHERE $3::text IS NULL OR true) r
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT concat_ws('; ', CASE WHEN sum(s.owed) <> sum(s.owes)
                                        THEN 'automatic debt goes from ' || console.mb_text(sum(s.owed)) || ' to '
                                             || console.mb_text(sum(s.owes)) END,
                             CASE WHEN bool_or(s.manual_debt_mb > 0) THEN 'manual debt stays: quota.inject pays it' END)
              FROM target s WHERE s.refusal IS NULL HAVING sum(s.owed) <> sum(s.owes) OR bool_or(s.manual_debt_mb > 0)) END AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, jsonb_build_object('total_quota_purchased_mb', $2::bigint)) v
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
