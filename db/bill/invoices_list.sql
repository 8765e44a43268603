-- Invoices: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the
-- marks, never a value:
-- {{columns}}  expressions over i (the invoice), u (its customer), c (the charge in force) and q (its place in the queue)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
-- All but the invoice are outer joins by a unique key, which go where nothing of them is asked for.
SELECT {{columns}}
  FROM console.invoice i
  LEFT JOIN public.users u ON u.id = i.user_id
  LEFT JOIN console.charge c ON c.order_id = i.external_id
  LEFT JOIN console.invoice_queue q ON q.order_id = i.external_id
 WHERE {{where}}
{{order}}
{{limit}}
