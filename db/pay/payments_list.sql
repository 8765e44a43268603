-- Payments: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the
-- marks, never a value:
-- {{source}}   the charges, or the portal's transactions, or both of them
-- {{columns}}  expressions over c (the charge, or the portal's transaction) and u (its user)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
-- Users are an outer join, which goes where nothing of theirs is asked for.
SELECT {{columns}}
  FROM {{source}} c
  LEFT JOIN public.users u ON u.id = c.user_id
 WHERE {{where}}
{{order}}
{{limit}}
