-- What another package would change: profile, validity from today, access; and its quota where it is added,
-- which pays debt first, as an injection does.
-- $1 uuid[] user ids, $2 the package's name, $3 'keep' or 'add'
-- Columns: id, refusal, label, before, after (the last three for the first 20), note.
WITH package AS MATERIALIZED (
    -- One row, whether it is there or not.
    SELECT p.*, CASE WHEN $3 = 'add' THEN coalesce(p.quota_mb, 0) ELSE 0 END AS added_mb,
           CASE WHEN p.profile_name IS NOT NULL THEN NULL
                WHEN EXISTS (SELECT FROM public.packages q WHERE q.name = $2) THEN 'package ' || $2 || ' is sold no more'
                ELSE 'there is no package ' || $2 END AS refusal
      FROM (SELECT) one
      LEFT JOIN console.package_terms($2) p ON true
), target AS MATERIALIZED (
    SELECT u.id, a.pays_auto, a.pays_manual, a.becomes_quota, a.open_mb, e.debt_mb, e.forgiven_mb,
           row_number() OVER (ORDER BY lower(u.full_name), u.id) AS place
      FROM package p
     CROSS JOIN LATERAL console.quota_allocation($1::uuid[], p.added_mb) a
      JOIN public.users u ON u.id = a.user_id
     CROSS JOIN LATERAL (
           SELECT CASE WHEN p.is_unlimited THEN
                      console.auto_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb, u.auto_debt_offset_mb,
                                           u.is_unlimited_user, u.role) END AS debt_mb,
                  CASE WHEN u.is_unlimited_user AND NOT p.is_unlimited THEN
                      console.sleeping_debt_mb(u.total_quota_used_mb, u.total_quota_purchased_mb,
                                               u.auto_debt_offset_mb, u.role) ELSE 0 END AS forgiven_mb) e
     WHERE a.place = 1
)
SELECT t.id, p.refusal, v.texts[1] AS label, v.texts[2] AS before, v.texts[3] AS after,
       CASE WHEN t.place = 1 AND p.refusal IS NULL THEN
           (SELECT nullif(concat_ws('; ',
                       CASE WHEN p.added_mb > 0 THEN
                           console.mb_text(sum(s.pays_auto)) || ' pay automatic debt, '
                           || console.mb_text(sum(s.pays_manual)) || ' pay manual debt, '
                           || console.mb_text(sum(s.becomes_quota)) || ' become quota' END,
                       console.forgiven_note(count(*) FILTER (WHERE s.forgiven_mb > 0), sum(s.forgiven_mb)),
                       console.sleeping_debt_note(count(*) FILTER (WHERE s.debt_mb > 0), sum(s.debt_mb))), '')
              FROM target s)
       END AS note
  FROM target t
 CROSS JOIN package p
 CROSS JOIN LATERAL (
       -- A subquery in a CASE: run for those that are shown, whatever the planner thinks of the rest.
       SELECT CASE WHEN t.place <= 20 THEN
                  (SELECT ARRAY[w.label, w.before, w.after]
                     FROM public.users u
                    CROSS JOIN LATERAL console.user_preview(u, CASE WHEN p.refusal IS NOT NULL THEN '{}' ELSE
                          jsonb_build_object(
                              'total_quota_purchased_mb',
                              u.total_quota_purchased_mb + t.pays_auto + t.becomes_quota + t.forgiven_mb,
                              'manual_debt_mb', t.open_mb - t.pays_manual,
                              'is_unlimited_user', p.is_unlimited,
                              'quota_expiry_date', now() + make_interval(days => p.duration_days),
                              'mikrotik_profile_name', p.profile_name) END) w
                    WHERE u.id = t.id) END AS texts
       OFFSET 0) v -- worked out once, not for each column
 ORDER BY t.place, t.id
