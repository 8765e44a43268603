-- Which router serves a customer, and when it answered last.
-- $1 user id
-- Columns: router (NULL: none), ok_at (NULL: never).
SELECT h.router, to_char(s.last_ok_at, 'YYYY-MM-DD HH24:MI') AS ok_at
  FROM public.users u
 CROSS JOIN LATERAL (SELECT console.user_router(console.server_of(u.mikrotik_server_name, u.role,
                                                                  (SELECT console.default_servers()))) AS router) h
  LEFT JOIN console.router_sync_state s ON s.router = h.router
 WHERE u.id = $1::uuid
