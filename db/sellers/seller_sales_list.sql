-- What sellers bought, a row for each seller and month. The console fills in its own texts for the marks, never a value:
-- {{columns}}  expressions over m (the month), s (the seller) and u (the customer that it is)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
SELECT {{columns}}
  FROM console.seller_month m
  JOIN console.seller s ON s.id = m.seller_id
  LEFT JOIN public.users u ON u.id = s.user_id
 WHERE {{where}}
{{order}}
{{limit}}
