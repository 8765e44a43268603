-- The package that would be made. Its id is that of the row: a new one, no row is chosen.
-- $1 nothing, $2 name, $3 price, $4 quota (see console.package_quota_given), $5 days, $6 profile or NULL for the usual one
-- Columns: id, refusal, label, before, after, note.
WITH wish AS MATERIALIZED (
    SELECT gen_random_uuid() AS id, console.package_misfit(NULL, $2, $4, $6) AS refusal,
           console.package_quota_given($4) AS quota,
           coalesce($6, console.package_profile_default(console.package_quota_given($4))) AS profile
     WHERE $1::text[] IS NULL OR true
)
SELECT w.id, w.refusal, $2::text AS label, 'new' AS before,
       CASE WHEN w.refusal IS NULL THEN console.package_text($3::bigint, w.quota, $5::integer, w.profile) END AS after,
       CASE WHEN w.refusal IS NULL THEN
           concat_ws('; ', 'it is sold from now on',
                     CASE WHEN NOT EXISTS (SELECT FROM public.package_profiles f WHERE f.profile_name = w.profile)
                          THEN 'the profile ' || w.profile || ' is entered here, too' END,
                     CASE WHEN EXISTS (SELECT FROM console.router_profile r)
                           AND NOT EXISTS (SELECT FROM console.router_profile r WHERE lower(r.name) = lower(w.profile))
                          THEN 'no router has the profile ' || w.profile || ' yet: push it' END) END AS note
  FROM wish w
