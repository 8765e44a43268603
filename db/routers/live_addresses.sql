-- Where a customer can be pinged: the addresses of the sessions and of the devices, the ones seen last first.
-- $1 customer
-- Columns: full_name, router (NULL: none is known), address (NULL: none).
SELECT u.full_name, r.name AS router, a.address
  FROM public.users u
  LEFT JOIN LATERAL (SELECT s.router FROM console.router_session s WHERE s.user_id = u.id ORDER BY s.seen_at DESC LIMIT 1) n ON true
  LEFT JOIN LATERAL (SELECT coalesce(n.router, console.user_router(console.server_of(u.mikrotik_server_name, u.role,
                                                                  (SELECT console.default_servers())))) AS name) r ON true
  LEFT JOIN LATERAL (SELECT h.address
                       FROM (SELECT s.address, s.seen_at FROM console.router_session s WHERE s.user_id = u.id
                             UNION ALL
                             SELECT d.ip_address, d.last_seen_at FROM public.user_devices d WHERE d.user_id = u.id AND d.is_authorized) h
                      WHERE h.address ~ '^[0-9]{1,3}(\.[0-9]{1,3}){3}$'
                      GROUP BY h.address ORDER BY max(h.seen_at) DESC NULLS LAST LIMIT 4) a ON true
 WHERE u.id = $1::uuid
