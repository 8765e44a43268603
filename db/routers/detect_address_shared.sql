-- Addresses that sessions of two customers have at once on one router, as of the last look at it.
-- Columns: cause, key, label, detail, user_id, since.
SELECT s.router AS cause, s.router || ' ' || s.address AS key, s.address AS label,
       string_agg(DISTINCT coalesce(u.full_name, s.account), ', ') AS detail, (min(s.user_id::text))::uuid AS user_id,
       NULL::timestamptz AS since
  FROM console.router_session s
  LEFT JOIN public.users u ON u.id = s.user_id
 WHERE s.shares_address
 GROUP BY s.router, s.address
HAVING count(DISTINCT s.user_id) > 1
