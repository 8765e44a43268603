-- What is unclear in routers that are taken over: the pane's rows. Marks as in users_list.sql, over q (console.takeover_question)
-- and t (console.takeover).
SELECT {{columns}}
  FROM console.takeover_question q
  JOIN console.takeover t ON t.id = q.takeover_id
 WHERE {{where}}
{{order}}
{{limit}}
