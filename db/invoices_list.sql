-- The pane's rows. Marks as in users_list.sql, over i (console.invoice).
SELECT {{columns}}
  FROM console.invoice i
 WHERE {{where}}
{{order}}
{{limit}}
