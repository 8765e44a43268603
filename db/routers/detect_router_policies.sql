-- Routers on which our account may not do what it has to.
-- Columns: cause, key, label, detail, user_id, since.
SELECT s.router AS cause, s.router AS key, s.router AS label, concat_ws(', ', nullif(s.lacks_policies, ''), s.refused_menus) AS detail,
       NULL::uuid AS user_id, NULL::timestamptz AS since
  FROM console.router r
  JOIN console.router_sync_state s ON s.router = r.name
 WHERE r.is_enabled AND (s.lacks_policies <> '' OR s.refused_menus <> '')
