-- What a reset would change.
-- $1 uuid[] user ids
-- Columns: id, refusal, label, before, after (the last three for the first 20), note.
SELECT t.id, NULL AS refusal, p.label, p.before, p.after,
       CASE WHEN t.place = 1 THEN
           (SELECT console.mb_text(sum(u.total_quota_used_mb)) || ' of counted usage are set to 0; what was purchased stays'
              FROM public.users u WHERE u.id = ANY ($1::uuid[]))
       END AS note
  FROM (SELECT u.id, row_number() OVER (ORDER BY lower(u.full_name), u.id) AS place
          FROM public.users u
         WHERE u.id = ANY ($1::uuid[])) t
  LEFT JOIN LATERAL (
        SELECT v.*
          FROM public.users u
         CROSS JOIN LATERAL console.user_preview(u, '{"total_quota_used_mb": 0, "auto_debt_offset_mb": 0}') v
         WHERE u.id = CASE WHEN t.place <= 20 THEN t.id END) p ON true
 ORDER BY t.place, t.id
