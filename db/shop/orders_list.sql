-- Orders: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the marks, never a
-- value:
-- {{source}}   the orders
-- {{columns}}  expressions over o (the order), c (its charge), u (its customer) and me (name: who looks)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
-- {{actor}}    who looks, as a text
SELECT {{columns}}
  FROM {{source}} o
  LEFT JOIN console.charge c ON c.order_id = o.charge_order_id
  LEFT JOIN public.users u ON u.id = o.user_id
 CROSS JOIN (SELECT {{actor}} AS name) me
 WHERE {{where}}
{{order}}
{{limit}}
