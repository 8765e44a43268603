-- Sales that came along from Mikhmon, and those since: the pane's rows. Marks as in users_list.sql, over s (console.mikhmon_sale).
SELECT {{columns}}
  FROM console.mikhmon_sale s
 WHERE {{where}}
{{order}}
{{limit}}
