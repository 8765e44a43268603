-- What blocking would change.
-- $1 uuid[] user ids, $2 reason
-- Columns: id, refusal, label, before, after (the last three for the first 20 of each kind), note.
SELECT t.id, t.refusal, p.label, p.before, p.after, NULL AS note
  FROM (SELECT u.id, r.refusal, row_number() OVER (PARTITION BY r.refusal IS NULL
                                                    ORDER BY lower(u.full_name), u.id) AS place
          FROM public.users u
         CROSS JOIN LATERAL (SELECT CASE WHEN u.is_blocked THEN
                                    'is blocked already' || coalesce(': ' || nullif(u.blocked_reason, ''), '')
                                    END AS refusal) r
         WHERE u.id = ANY ($1::uuid[])) t
  LEFT JOIN LATERAL (
        SELECT v.*
          FROM public.users u
         CROSS JOIN LATERAL console.user_preview(u, jsonb_build_object('is_blocked', true,
                                                                       'blocked_reason', $2::text)) v
         WHERE u.id = CASE WHEN t.place <= 20 THEN t.id END) p ON true
 ORDER BY t.place, t.id
