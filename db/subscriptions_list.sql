-- The pane's rows. Marks as in users_list.sql, over s (console.subscription).
SELECT {{columns}}
  FROM console.subscription s
 WHERE {{where}}
{{order}}
{{limit}}
