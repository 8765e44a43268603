-- What the portal's own ledger says of some of its changes.
-- $1 user uuid, $2 uuid[] ledger ids
-- Columns: id, pane_id (none), actor, what, changes, has_failed.
SELECT l.id, NULL AS pane_id, coalesce(p.full_name, 'portal') AS actor, l.source AS what,
       console.change_text(console.readable_json(l.before_state), console.readable_json(l.after_state)) AS changes,
       false AS has_failed
  FROM public.quota_mutation_ledger l
  LEFT JOIN public.users p ON p.id = l.actor_user_id
 WHERE l.id = ANY ($2::uuid[]) AND l.user_id = $1::uuid
