-- What adding quota would change: how much of it goes where.
-- $1 uuid[] user ids, $2 MB
-- Columns: id, refusal, label, before, after (the last three for the first 20), note.
WITH sound AS MATERIALIZED (
    SELECT coalesce(array_agg(u.id), '{}') AS ids
      FROM public.users u
     WHERE u.id = ANY ($1::uuid[]) AND u.total_quota_used_mb <> 'NaN'
), target AS MATERIALIZED (
    SELECT u.id, a.pays_auto, a.pays_manual, a.becomes_quota, a.open_mb,
           row_number() OVER (ORDER BY lower(u.full_name), u.id) AS place
      FROM console.quota_allocation((SELECT ids FROM sound), $2::bigint) a
      JOIN public.users u ON u.id = a.user_id
     WHERE a.place = 1
)
SELECT u.id, 'the used quota is no number: correct it first' AS refusal, u.full_name AS label, NULL AS before, NULL AS after,
       NULL AS note
  FROM public.users u
 WHERE u.id = ANY ($1::uuid[]) AND u.total_quota_used_mb = 'NaN'
UNION ALL
(SELECT t.id, NULL AS refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 THEN
           (SELECT console.mb_text(sum(s.pays_auto)) || ' pay automatic debt, ' || console.mb_text(sum(s.pays_manual))
                   || ' pay manual debt, ' || console.mb_text(sum(s.becomes_quota)) || ' become quota'
              FROM target s)
       END AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                     JOIN console.quota_added(ARRAY[t.id], $2::bigint, '', false) c
                       ON c.entity_type = 'user' AND c.entity_id = u.id
                    CROSS JOIN LATERAL console.user_preview(u, c.after) v
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) p -- worked out once, not for each column
 ORDER BY t.place, t.id)
