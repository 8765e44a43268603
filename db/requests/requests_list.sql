-- Requests for quota: the pane's rows. Marks as in users_list.sql, over r (console.quota_request) and u (public.users, whose it
-- is).
SELECT {{columns}}
  FROM console.quota_request r
  LEFT JOIN public.users u ON u.id = r.requester_id
 WHERE {{where}}
{{order}}
{{limit}}
