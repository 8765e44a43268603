-- Coupons: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the marks,
-- never a value:
-- {{columns}}  expressions over k
-- {{where}}    conditions over k, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
SELECT {{columns}}
  FROM console.coupon k
 WHERE {{where}}
{{order}}
{{limit}}
