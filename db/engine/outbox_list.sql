-- Effects on the outside: the pane's rows. Marks as in users_list.sql, over o (console.outbox).
SELECT {{columns}}
  FROM console.outbox o
 WHERE {{where}}
{{order}}
{{limit}}
