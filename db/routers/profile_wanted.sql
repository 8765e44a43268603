-- What a router has to be told of profiles, as the last look saw it: of each property NULL where it is as it should be, or
-- nothing is said of it.
-- $1 router, $2 uuid[] profile ids
-- Columns: id, name (as the router has it, else ours), is_there, rate, shared, session, list.
SELECT f.id, coalesce(g.name, f.profile_name) AS name, g.name IS NOT NULL AS is_there,
       CASE WHEN console.rate_key(t.rate_limit) IS DISTINCT FROM console.rate_key(g.rate_limit) THEN t.rate_limit END AS rate,
       CASE WHEN t.shared_users IS DISTINCT FROM g.shared_users THEN t.shared_users END AS shared,
       CASE WHEN t.session_timeout_s IS DISTINCT FROM g.session_timeout_s THEN console.ros_span(t.session_timeout_s) END AS session,
       CASE WHEN t.address_list IS DISTINCT FROM g.address_list THEN t.address_list END AS list
  FROM public.package_profiles f
  LEFT JOIN console.profile_terms t ON t.profile_id = f.id
  LEFT JOIN LATERAL (SELECT x.*
                       FROM console.router_profile x
                      WHERE x.router = $1 AND lower(x.name) = lower(f.profile_name)
                      ORDER BY x.name = f.profile_name DESC
                      LIMIT 1) g ON true
 WHERE f.id = ANY ($2::uuid[])
