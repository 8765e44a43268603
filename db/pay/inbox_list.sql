-- Notifications, with the charge of the console or the transaction of the portal that each is about: the pane's
-- rows. Marks as in users_list.sql, over n (console.inbox), c (console.charge), t (public.transactions), u
-- (public.users); of these three one row at most each.
SELECT {{columns}}
  FROM console.inbox n
  LEFT JOIN console.charge c ON c.order_id = n.order_id
  LEFT JOIN public.transactions t ON t.midtrans_order_id = n.order_id
  LEFT JOIN public.users u ON u.id = coalesce(c.user_id, t.user_id)
 WHERE {{where}}
{{order}}
{{limit}}
