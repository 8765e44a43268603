-- Quota of users: the pane's rows, whole, filtered or page by page. The console fills in its own texts for
-- the marks, never a value:
-- {{source}}   public.users, or those of them that stand together in the order
-- {{columns}}  expressions over u
-- {{where}}    conditions over u, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
SELECT {{columns}}
  FROM {{source}} u
 WHERE {{where}}
{{order}}
{{limit}}
