-- Who is on, as of the last look at each router: the pane's rows. Marks as in users_list.sql, over s
-- (console.router_session) and u (the user; all NULL: nobody that the database knows).
SELECT {{columns}}
  FROM console.router_session s
  JOIN console.router r ON r.name = s.router AND r.is_enabled
  LEFT JOIN public.users u ON u.id = s.user_id
 WHERE {{where}}
{{order}}
{{limit}}
