-- What counting the offset as bought would change: see console.offset_as_quota_mb.
-- $1 uuid[] user ids
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
WITH target AS MATERIALIZED (
    SELECT u.id, r.refusal, console.offset_as_quota_mb(u.total_quota_used_mb, u.auto_debt_offset_mb) AS mb,
           row_number() OVER (PARTITION BY r.refusal IS NULL ORDER BY lower(u.full_name), u.id) AS place
      -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
     CROSS JOIN LATERAL (SELECT CASE WHEN u.auto_debt_offset_mb <= 0 THEN 'has no offset' END AS refusal) r
)
SELECT t.id, t.refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 AND t.refusal IS NULL THEN
           (SELECT console.mb_text(sum(s.mb)) || ' are counted as bought' FROM target s WHERE s.refusal IS NULL) END AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, CASE WHEN t.refusal IS NULL THEN jsonb_build_object(
                          'total_quota_purchased_mb', u.total_quota_purchased_mb + t.mb,
                          'auto_debt_offset_mb', 0) ELSE '{}' END) v
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id
