-- What the incident recipe would change.
-- $1 uuid[] user ids, $2 MB
-- Columns: id, refusal, label, before, after (the last three for the first 20), note.
SELECT t.id, NULL AS refusal, p.label, p.before, p.after,
       CASE WHEN t.place = 1 THEN
           (SELECT count(*) || ' open debt items of ' || console.mb_text(coalesce(sum(d.amount_mb - d.paid_mb), 0))
                   || ' are closed as replaced'
              FROM public.user_quota_debts d
             WHERE d.user_id = ANY ($1::uuid[]) AND NOT d.is_paid)
       END AS note
  FROM (SELECT u.id, row_number() OVER (ORDER BY lower(u.full_name), u.id) AS place
          FROM public.users u
         WHERE u.id = ANY ($1::uuid[])) t
  LEFT JOIN LATERAL (
        SELECT v.*
          FROM public.users u
         CROSS JOIN LATERAL console.user_preview(u, jsonb_build_object(
               'total_quota_purchased_mb', $2::bigint, 'total_quota_used_mb', 0, 'auto_debt_offset_mb', 0,
               'manual_debt_mb', $2::bigint, 'is_blocked', false)) v
         WHERE u.id = CASE WHEN t.place <= 20 THEN t.id END) p ON true
 ORDER BY t.place, t.id
