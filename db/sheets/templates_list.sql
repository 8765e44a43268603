-- Templates: the pane's rows. Marks as in users_list.sql, over t (console.voucher_template).
SELECT {{columns}}
  FROM console.voucher_template t
 WHERE {{where}}
{{order}}
{{limit}}
