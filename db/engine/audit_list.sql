-- Audit entries: the pane's rows. Marks as in users_list.sql, over a (console.audit_log).
SELECT {{columns}}
  FROM console.audit_log a
 WHERE {{where}}
{{order}}
{{limit}}
