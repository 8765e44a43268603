-- The rows of pane payments, whole, filtered or page by page; {{columns}}, {{where}}, {{order}} and {{limit}} are
-- the console's own texts, never values.
SELECT {{columns}}
  FROM console.charge c
 WHERE {{where}}
{{order}}
{{limit}}
