-- Makes a profile, with what it is to grant.
-- $1 operation uuid, $2 uuid[] its id, $3 name, $4 rate, $5 shared users, $6 session, $7 address list: as of the plan
WITH made AS (
    INSERT INTO public.package_profiles (id, profile_name)
    SELECT ($2::uuid[])[1], $3::text WHERE console.profile_misfit(NULL, $3, $4, $5, $6) IS NULL
    RETURNING id, profile_name
), wish AS MATERIALIZED (
    SELECT m.id, m.profile_name, jsonb_strip_nulls(console.profile_wish($4, $5, $6, $7)) AS terms FROM made m
), granted AS (
    INSERT INTO console.profile_terms (profile_id, rate_limit, shared_users, session_timeout_s, address_list)
    SELECT w.id, n.rate_limit, n.shared_users, n.session_timeout_s, n.address_list
      FROM wish w
     CROSS JOIN LATERAL jsonb_populate_record(NULL::console.profile_terms, w.terms) n
     WHERE w.terms <> '{}'
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after)
SELECT o.id, o.actor, o.action, 'profile', w.id::text, jsonb_build_object('name', w.profile_name) || w.terms
  FROM console.operation o
 CROSS JOIN wish w
 WHERE o.id = $1::uuid
