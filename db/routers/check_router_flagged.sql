-- Routers that are flagged: they found traces of a break-in when they started.
-- Columns: count, example.
SELECT count(*) AS count, min(format('router %s', r.name)) AS example
  FROM console.router r JOIN console.router_sync_state s ON s.router = r.name
 WHERE r.is_enabled AND s.is_flagged
