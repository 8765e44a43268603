-- Receipts: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the marks, never a
-- value:
-- {{source}}   console.receipt
-- {{columns}}  expressions over r (the receipt) and u (its customer)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
SELECT {{columns}}
  FROM {{source}} r
  LEFT JOIN public.users u ON u.id = r.user_id
 WHERE {{where}}
{{order}}
{{limit}}
