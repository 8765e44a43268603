-- Changes of records that customers ask for: the pane's rows. Marks as in users_list.sql, over r (console.change_request) and
-- u (public.users, who has the number that it names).
SELECT {{columns}}
  FROM console.change_request r
  LEFT JOIN public.users u ON u.phone_number = console.stored_phone(r.phone_number)
 WHERE {{where}}
{{order}}
{{limit}}
