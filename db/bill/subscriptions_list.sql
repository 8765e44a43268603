-- Subscriptions: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the
-- marks, never a value:
-- {{columns}}  expressions over s (the subscription), u (its customer) and b (its brand)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
SELECT {{columns}}
  FROM console.subscription s
  LEFT JOIN public.users u ON u.id = s.user_id
  LEFT JOIN console.brand b ON b.name = s.brand
 WHERE {{where}}
{{order}}
{{limit}}
