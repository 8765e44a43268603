-- Sessions that run on a router and could not begin now: of customers who are blocked, expired or without quota.
-- Columns: cause, key, label, detail, user_id, since.
SELECT d.router AS cause, d.id::text AS key, coalesce(u.full_name, d.subject) AS label, d.subject AS detail, d.user_id,
       d.found_at AS since
  FROM console.drift d
  JOIN console.router r ON r.name = d.router AND r.is_enabled
  LEFT JOIN public.users u ON u.id = d.user_id
 WHERE d.kind = 'session_open' AND d.found_at < now() - interval '2 minutes'
