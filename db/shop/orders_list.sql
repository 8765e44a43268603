-- Orders: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the marks, never a
-- value:
-- {{columns}}  expressions over o (the order), c (its charge) and u (its customer)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
SELECT {{columns}}
  FROM console.shop_order o
  LEFT JOIN console.charge c ON c.order_id = o.charge_order_id
  LEFT JOIN public.users u ON u.id = o.user_id
 WHERE {{where}}
{{order}}
{{limit}}
