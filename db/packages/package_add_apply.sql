-- Makes a package, and the row of its profile where there is none.
-- $1 operation uuid, $2 uuid[] its id, $3 name, $4 price, $5 quota, $6 days, $7 profile or NULL: as of the plan
WITH wish AS MATERIALIZED (
    SELECT ($2::uuid[])[1] AS id, console.package_quota_given($5) AS quota,
           coalesce($7, console.package_profile_default(console.package_quota_given($5))) AS profile
     WHERE console.package_misfit(NULL, $3, $5, $7) IS NULL
), entered AS (
    INSERT INTO public.package_profiles (id, profile_name)
    SELECT gen_random_uuid(), w.profile FROM wish w
     WHERE NOT EXISTS (SELECT FROM public.package_profiles f WHERE f.profile_name = w.profile)
    RETURNING id, profile_name
), made AS (
    INSERT INTO public.packages (id, name, price, data_quota_gb, duration_days, profile_id, is_active)
    SELECT w.id, $3::text, $4::bigint, w.quota, $6::integer,
           coalesce((SELECT n.id FROM entered n),
                    (SELECT f.id FROM public.package_profiles f WHERE f.profile_name = w.profile)), true
      FROM wish w
    RETURNING id, name, price, data_quota_gb, duration_days
), counted AS (
    INSERT INTO console.package_tally (package_id, customers, sold, sold_rp) SELECT m.id, 0, 0, 0 FROM made m
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after)
SELECT o.id, o.actor, o.action, r.kind, r.id, r.facts
  FROM console.operation o
 CROSS JOIN (SELECT 1 AS place, 'package' AS kind, m.id::text AS id,
                    jsonb_build_object('name', m.name, 'price', m.price, 'data_quota_gb', m.data_quota_gb,
                                       'duration_days', m.duration_days, 'profile', w.profile, 'is_active', true) AS facts
               FROM made m CROSS JOIN wish w
             UNION ALL
             SELECT 2, 'profile', n.id::text, jsonb_build_object('name', n.profile_name) FROM entered n) r
 WHERE o.id = $1::uuid
 ORDER BY r.place
