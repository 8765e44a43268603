-- Addresses that sessions of two customers have at once on one router.
-- Columns: cause, key, label, detail, user_id, since.
WITH shared AS MATERIALIZED (
    SELECT s.router, s.address
      FROM console.router_session s
     WHERE s.user_id IS NOT NULL AND s.address IS NOT NULL
     GROUP BY s.router, s.address
    HAVING count(*) > 1
)
SELECT s.router AS cause, s.router || ' ' || s.address AS key, s.address AS label,
       string_agg(DISTINCT coalesce(u.full_name, s.account), ', ') AS detail, (min(s.user_id::text))::uuid AS user_id,
       NULL::timestamptz AS since
  FROM shared d
  JOIN console.router_session s ON s.router = d.router AND s.address = d.address AND s.user_id IS NOT NULL
  LEFT JOIN public.users u ON u.id = s.user_id
 GROUP BY s.router, s.address
HAVING count(DISTINCT s.user_id) > 1
