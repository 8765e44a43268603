-- Deposits: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the marks, never a
-- value:
-- {{source}}   console.deposit
-- {{columns}}  expressions over d (the deposit), c (its charge) and u (its customer)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
SELECT {{columns}}
  FROM {{source}} d
  LEFT JOIN console.charge c ON c.order_id = d.gateway_order_id
  LEFT JOIN public.users u ON u.id = d.user_id
 WHERE {{where}}
{{order}}
{{limit}}
