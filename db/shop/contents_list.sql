-- Contents: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the marks, never a value:
-- {{columns}}  expressions over c (the content), p (its product), s (the order that has it) and me (name: who looks)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
-- {{actor}}    who looks, as a text
SELECT {{columns}}
  FROM console.product_content c
  JOIN console.product p ON p.id = c.product_id
  LEFT JOIN console.shop_order s ON s.id = coalesce(c.used_by_order_id, c.reserved_by)
 CROSS JOIN (SELECT {{actor}} AS name) me
 WHERE {{where}}
{{order}}
{{limit}}
