-- What came along from databases of shops' bots. The console fills in its own texts for the marks, never a value:
-- {{columns}}  expressions over i (the import)
-- {{where}}    conditions over it, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
SELECT {{columns}}
  FROM console.shop_import i
 WHERE {{where}}
{{order}}
{{limit}}
