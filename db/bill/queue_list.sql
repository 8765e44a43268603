-- The queue of invoices: the pane's rows, whole, filtered or page by page. The console fills in its own texts for
-- the marks, never a value:
-- {{columns}}  expressions over q (the item), i (its invoice), u (the customer) and p (its place among what waits)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
-- First which items, then what there is to say of those alone. The places of what waits are counted once, brand by
-- brand, since each has a line of its own. Grouped by what they are joined by, so that the planner knows that they add no
-- rows, and leaves them out where no place is asked for.
WITH page AS (
    SELECT q.id
      FROM console.invoice_queue q
      LEFT JOIN console.invoice i ON i.id = q.invoice_id
      LEFT JOIN public.users u ON u.id = i.user_id
     WHERE {{where}}
    {{order}}
    {{limit}}
)
SELECT {{columns}}
  FROM page
  LEFT JOIN console.invoice_queue q ON q.id = page.id
  LEFT JOIN console.invoice i ON i.id = q.invoice_id
  LEFT JOIN public.users u ON u.id = i.user_id
  LEFT JOIN (SELECT l.id, min(l.place) AS position
               FROM (SELECT w.id, row_number() OVER (PARTITION BY w.brand ORDER BY w.rank_at, w.id) AS place
                       FROM console.invoice_queue w
                      WHERE w.state = 'pending') l
              GROUP BY l.id) p ON p.id = q.id
{{order}}
