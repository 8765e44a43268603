-- Take-overs: the pane's rows. Marks as in users_list.sql, over t (console.takeover).
SELECT {{columns}}
  FROM console.takeover t
 WHERE {{where}}
{{order}}
{{limit}}
