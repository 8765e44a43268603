-- What the portal's administrators did to a user, in the portal's words.
-- $1 user uuid, $2 uuid[] ids
-- Columns: id, pane_id (none), actor, what, changes, has_failed.
SELECT g.id, NULL AS pane_id, coalesce(p.full_name, 'portal') AS actor, g.action_type AS what,
       nullif(g.details, '') AS changes, false AS has_failed
  FROM public.admin_action_logs g
  LEFT JOIN public.users p ON p.id = g.admin_id
 WHERE g.id = ANY ($2::uuid[]) AND g.target_user_id = $1::uuid
