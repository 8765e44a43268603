-- Products: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the marks, never a value:
-- {{columns}}  expressions over p (the product) and n (its contents)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
SELECT {{columns}}
  FROM console.product p
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(k.free), 0)::bigint AS free, coalesce(sum(k.reserved), 0)::bigint AS reserved,
              coalesce(sum(k.used), 0)::bigint AS used
         FROM console.product_count k
        WHERE k.product_id = p.id) n
 WHERE {{where}}
{{order}}
{{limit}}
