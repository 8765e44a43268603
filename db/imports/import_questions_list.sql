-- What an import asks: the pane's rows. Marks as in shop_imports_list.sql, over q (console.import_question) and i
-- (console.import_run).
SELECT {{columns}}
  FROM console.import_question q
  JOIN console.import_run i ON i.id = q.run_id
 WHERE i.is_kept AND {{where}}
{{order}}
{{limit}}
