-- Routers whose account for us lacks a policy that is needed.
-- Columns: count, example.
SELECT count(*) AS count, min(format('router %s: %s', r.name, s.lacks_policies)) AS example
  FROM console.router r JOIN console.router_sync_state s ON s.router = r.name
 WHERE r.is_enabled AND s.lacks_policies <> ''
