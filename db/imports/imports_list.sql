-- Customers of other systems that were read and came along: the pane's rows. Marks as in shop_imports_list.sql, over i
-- (console.import_run).
SELECT {{columns}}
  FROM console.import_run i
 WHERE i.is_kept AND {{where}}
{{order}}
{{limit}}
