-- How one user stands on the routers, as of the last look at each: where he is on, then what differs from the database.
-- $1 user id, $2 at most so many of either
-- columns: pane (whose row it is: sessions or drift), id, router, subject (address, MAC or account),
--          kind (of the difference), expected, actual, uptime_s (of a session)
(SELECT 'sessions' AS pane, s.id, s.router, coalesce(s.address, s.mac, s.account) AS subject,
        NULL AS kind, NULL AS expected, NULL AS actual, s.uptime_s
   FROM console.router_session s
   JOIN console.router r ON r.name = s.router AND r.is_enabled
  WHERE s.user_id = $1::uuid
  ORDER BY s.uptime_s DESC NULLS LAST, s.id
  LIMIT $2::int)
UNION ALL
(SELECT 'drift', d.id, d.router, d.subject, d.kind, d.expected, d.actual, NULL
   FROM console.drift d
   JOIN console.router r ON r.name = d.router AND r.is_enabled
  WHERE d.user_id = $1::uuid AND d.mend IS NOT NULL
  ORDER BY d.is_safe, d.found_at, d.id
  LIMIT $2::int)
