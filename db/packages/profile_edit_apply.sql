-- Gives profiles other terms; where nothing would differ they are left as they are.
-- $1 operation uuid, $2 uuid[] profile ids (locked), $3 name, $4 rate, $5 shared users, $6 session, $7 address list: as of the
-- plan
WITH edit AS MATERIALIZED (
    SELECT e.id, e.before, e.after
      FROM console.profile_edits($2::uuid[], $3, $4, $5, $6, $7) e
     WHERE e.refusal IS NULL
), renamed AS (
    UPDATE public.package_profiles f SET profile_name = e.after ->> 'name' FROM edit e WHERE f.id = e.id AND e.after ? 'name'
), granted AS (
    INSERT INTO console.profile_terms AS t (profile_id, rate_limit, shared_users, session_timeout_s, address_list)
    SELECT e.id, n.rate_limit, n.shared_users, n.session_timeout_s, n.address_list
      FROM edit e
      LEFT JOIN console.profile_terms old ON old.profile_id = e.id
     CROSS JOIN LATERAL jsonb_populate_record(old, e.after) n
     WHERE e.after - 'name' <> '{}'
    ON CONFLICT (profile_id) DO UPDATE
       SET rate_limit = excluded.rate_limit, shared_users = excluded.shared_users,
           session_timeout_s = excluded.session_timeout_s, address_list = excluded.address_list, updated_at = now()
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'profile', e.id::text, e.before, e.after
  FROM console.operation o
 CROSS JOIN edit e
 WHERE o.id = $1::uuid
