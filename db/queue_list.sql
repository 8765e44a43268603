-- The pane's rows. Marks as in users_list.sql, over q (console.invoice_queue).
SELECT {{columns}}
  FROM console.invoice_queue q
 WHERE {{where}}
{{order}}
{{limit}}
