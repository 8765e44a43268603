-- Debt items: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the
-- marks, never a value:
-- {{columns}}  expressions over d (the item), u (its user), t (all that the user owes) and p.list (the prices)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
-- First which items, then what there is to say of those alone: what a user owes in all is not summed up for
-- every item that is sorted. What is not named of u and t is not read: a count does without the users.
WITH page AS (
    SELECT d.id
      FROM public.user_quota_debts d
     CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) p
      LEFT JOIN public.users u ON u.id = d.user_id
      LEFT JOIN LATERAL console.user_debts(d.user_id, p.list) t ON true
     WHERE {{where}}
    {{order}}
    {{limit}}
)
SELECT {{columns}}
  FROM page
 CROSS JOIN (SELECT console.price_list() AS list OFFSET 0) p
  LEFT JOIN public.user_quota_debts d ON d.id = page.id
  LEFT JOIN public.users u ON u.id = d.user_id
  LEFT JOIN LATERAL console.user_debts(d.user_id, p.list) t ON true
{{order}}
