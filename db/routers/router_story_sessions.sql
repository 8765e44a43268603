-- Who is on a router, as of the last look at it, the busiest first.
-- $1 router, $2 at most so many
-- Columns: who (NULL: nobody that the database knows), account, mac, address, uptime_s, bytes, id.
SELECT u.full_name AS who, s.account, s.mac, s.address, s.uptime_s, s.bytes, s.id
  FROM console.router_session s
  LEFT JOIN public.users u ON u.id = s.user_id
 WHERE s.router = $1
 ORDER BY s.bytes DESC NULLS LAST, s.id
 LIMIT $2::integer
