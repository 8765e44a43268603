-- Differences between routers and the database: the pane's rows. Marks as in users_list.sql, over f
-- (console.drift), u (the user that it is about; all NULL: none) and k (how many of its kind its router has).
-- Those of routers that no configuration names any more are left out: nobody looks at them.
SELECT {{columns}}
  FROM console.drift f
  JOIN console.router r ON r.name = f.router AND r.is_enabled
  LEFT JOIN public.users u ON u.id = f.user_id
  LEFT JOIN (SELECT c.router, c.kind, count(*) AS alike FROM console.drift c GROUP BY c.router, c.kind) k
         ON k.router = f.router AND k.kind = f.kind
 WHERE {{where}}
{{order}}
{{limit}}
