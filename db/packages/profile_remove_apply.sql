-- Removes profiles that no package, customer or setting names.
-- $1 operation uuid, $2 uuid[] profile ids (locked)
WITH removed AS (
    DELETE FROM public.package_profiles f
     WHERE f.id = ANY ($2::uuid[]) AND console.profile_remove_refusal(f.id) IS NULL
    RETURNING f.id, f.profile_name
), forgotten AS (
    DELETE FROM console.profile_terms t USING removed r WHERE t.profile_id = r.id
    RETURNING t.profile_id, to_jsonb(t) - '{profile_id,updated_at}'::text[] AS terms
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before)
SELECT o.id, o.actor, o.action, 'profile', r.id::text, jsonb_build_object('name', r.profile_name) || coalesce(g.terms, '{}')
  FROM console.operation o
 CROSS JOIN removed r
  LEFT JOIN forgotten g ON g.profile_id = r.id
 WHERE o.id = $1::uuid
