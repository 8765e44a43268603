-- Backups and drills: the pane's rows. Marks as in users_list.sql, over b (console.backup).
SELECT {{columns}}
  FROM console.backup b
 WHERE {{where}}
{{order}}
{{limit}}
