-- Removes packages that nobody has and nothing refers to.
-- $1 operation uuid, $2 uuid[] package ids (locked)
WITH removed AS (
    DELETE FROM public.packages p
     USING public.package_profiles f
     WHERE p.id = ANY ($2::uuid[]) AND f.id = p.profile_id AND console.package_remove_refusal(p.id) IS NULL
    RETURNING p.id, jsonb_build_object('name', p.name, 'price', p.price, 'data_quota_gb', p.data_quota_gb,
                                       'duration_days', p.duration_days, 'profile', f.profile_name,
                                       'is_active', p.is_active) AS facts
), forgotten AS (
    DELETE FROM console.package_tally y USING removed r WHERE y.package_id = r.id
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before)
SELECT o.id, o.actor, o.action, 'package', r.id::text, r.facts
  FROM console.operation o
 CROSS JOIN removed r
 WHERE o.id = $1::uuid
