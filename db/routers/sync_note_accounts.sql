-- Whether the router has the hotspot users; writes only what differs.
-- $1 uuid[] users, $2 boolean[]
UPDATE public.users u
   SET mikrotik_user_exists = a.is_there
  FROM unnest($1::uuid[], $2::boolean[]) AS a (user_id, is_there)
 WHERE u.id = a.user_id AND u.mikrotik_user_exists <> a.is_there
