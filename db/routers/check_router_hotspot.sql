-- Routers whose device-mode does not let the hotspot run.
-- Columns: count, example.
SELECT count(*) AS count, min(format('router %s: device-mode %s', r.name, s.device_mode)) AS example
  FROM console.router r JOIN console.router_sync_state s ON s.router = r.name
 WHERE r.is_enabled AND NOT s.allows_hotspot
