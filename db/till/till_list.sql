-- Tills: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the marks, never a value:
-- {{columns}}  expressions over t (the till) and s (what it took)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
SELECT {{columns}}
  FROM console.till t
 CROSS JOIN LATERAL console.till_sums(t.id) s
 WHERE {{where}}
{{order}}
{{limit}}
