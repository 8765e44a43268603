-- Gives packages other terms; where nothing would differ they are left as they are.
-- $1 operation uuid, $2 uuid[] package ids (locked), $3 name, $4 price, $5 quota, $6 days, $7 profile: as of the plan
WITH edit AS MATERIALIZED (
    SELECT e.id, e.before, e.after
      FROM console.package_edits($2::uuid[], $3, $4::bigint, $5, $6::integer, $7) e
     WHERE e.refusal IS NULL
), entered AS (
    INSERT INTO public.package_profiles (id, profile_name)
    SELECT gen_random_uuid(), $7
     WHERE EXISTS (SELECT FROM edit e WHERE e.after ? 'profile')
       AND NOT EXISTS (SELECT FROM public.package_profiles f WHERE f.profile_name = $7)
    RETURNING id, profile_name
), written AS (
    UPDATE public.packages p
       SET name = coalesce(e.after ->> 'name', p.name), price = coalesce((e.after ->> 'price')::bigint, p.price),
           data_quota_gb = coalesce((e.after ->> 'data_quota_gb')::numeric, p.data_quota_gb),
           duration_days = coalesce((e.after ->> 'duration_days')::integer, p.duration_days),
           profile_id = CASE WHEN e.after ? 'profile'
                             THEN coalesce((SELECT n.id FROM entered n),
                                           (SELECT f.id FROM public.package_profiles f WHERE f.profile_name = $7))
                             ELSE p.profile_id END
      FROM edit e
     WHERE p.id = e.id
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, r.kind, r.id, r.before, r.after
  FROM console.operation o
 CROSS JOIN (SELECT 'package' AS kind, e.id::text AS id, e.before, e.after FROM edit e
             UNION ALL
             SELECT 'profile', n.id::text, NULL, jsonb_build_object('name', n.profile_name) FROM entered n) r
 WHERE o.id = $1::uuid
