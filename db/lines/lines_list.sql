-- PPPoE lines: the pane's rows. Marks as in users_list.sql, over l (console.ppp_line) and u (public.users).
SELECT {{columns}}
  FROM console.ppp_line l
  LEFT JOIN public.users u ON u.id = l.user_id
 WHERE {{where}}
{{order}}
{{limit}}
