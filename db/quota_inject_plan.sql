-- What adding quota would change: how much of it goes where.
-- $1 uuid[] user ids, $2 MB
-- Columns: id, refusal, label, before, after (the last three for the first 20), note.
WITH target AS MATERIALIZED (
    SELECT u.id, a.pays_auto, least($2::bigint - a.pays_auto, d.payable) AS pays_manual, d.open_mb,
           row_number() OVER (ORDER BY lower(u.full_name), u.id) AS place
      -- OFFSET 0: by id first, or the planner walks the whole table in the order of names.
      FROM (SELECT * FROM public.users WHERE id = ANY ($1::uuid[]) OFFSET 0) u
     CROSS JOIN LATERAL (
           SELECT least($2::bigint, ceil(console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                                              u.auto_debt_offset_mb, u.is_unlimited_user,
                                                              u.role))::bigint) AS pays_auto) a
     CROSS JOIN LATERAL (
           SELECT coalesce(sum(greatest(0, q.amount_mb - q.paid_mb))
                           FILTER (WHERE NOT console.is_unlimited_debt(q.amount_mb, q.price_rp)), 0)::bigint AS payable,
                  coalesce(sum(q.amount_mb - q.paid_mb), 0)::bigint AS open_mb
             FROM public.user_quota_debts q
            WHERE q.user_id = u.id AND NOT q.is_paid) d
)
SELECT t.id, NULL AS refusal, p.texts[1] AS label, p.texts[2] AS before, p.texts[3] AS after,
       CASE WHEN t.place = 1 THEN
           (SELECT console.mb_text(sum(s.pays_auto)) || ' pay automatic debt, ' || console.mb_text(sum(s.pays_manual))
                   || ' pay manual debt, ' || console.mb_text(sum($2::bigint - s.pays_auto - s.pays_manual))
                   || ' become quota'
              FROM target s)
       END AS note
  FROM target t
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[v.label, v.before, v.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, jsonb_build_object(
                          'total_quota_purchased_mb',
                          u.total_quota_purchased_mb + $2::bigint - t.pays_auto - t.pays_manual,
                          'auto_debt_offset_mb', u.auto_debt_offset_mb + t.pays_auto,
                          'manual_debt_mb', t.open_mb - t.pays_manual)) v
                    WHERE u.id = t.id) END AS texts) p
 ORDER BY t.place, t.id
