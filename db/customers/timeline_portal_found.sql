-- What stands on a page of a user's timeline: what was done in the portal.
-- $1 to $6 as in db/lists/timeline_page.sql; {{kind}} the number of these entries there; bottom: nothing older is
-- needed. Reads a page in the order of an index and no more.
(SELECT {{kind}}, g.created_at, NULL, g.id
   FROM public.admin_action_logs g
  WHERE g.target_user_id = $1::uuid
    AND g.created_at BETWEEN (SELECT b.at FROM bottom b) AND $2::timestamptz
    AND (g.created_at < $2::timestamptz OR {{kind}} > $3::integer OR ({{kind}} = $3::integer AND g.id < $5::uuid))
  ORDER BY g.created_at DESC, g.id DESC
  LIMIT $6::integer)
