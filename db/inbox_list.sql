-- The rows of pane inbox, whole, filtered or page by page; {{columns}}, {{where}}, {{order}} and {{limit}} are
-- the console's own texts, never values.
SELECT {{columns}}
  FROM console.inbox n
 WHERE {{where}}
{{order}}
{{limit}}
