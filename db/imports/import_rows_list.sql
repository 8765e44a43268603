-- The rows of imports, and what becomes of each: the pane's rows. Marks as in shop_imports_list.sql, over r
-- (console.import_row) and i (console.import_run).
SELECT {{columns}}
  FROM console.import_row r
  JOIN console.import_run i ON i.id = r.run_id
 WHERE i.is_kept AND {{where}}
{{order}}
{{limit}}
