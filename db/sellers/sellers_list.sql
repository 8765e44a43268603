-- Sellers: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the marks, never a
-- value:
-- {{columns}}  expressions over s (the seller), u (the customer that it is) and m (its months together)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
SELECT {{columns}}
  FROM console.seller s
  LEFT JOIN public.users u ON u.id = s.user_id
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(x.orders), 0)::bigint AS orders, coalesce(sum(x.goods), 0)::bigint AS goods,
              coalesce(sum(x.list_rp), 0)::bigint AS list_rp, coalesce(sum(x.paid_rp), 0)::bigint AS paid_rp,
              coalesce(sum(x.commission_rp), 0)::bigint AS commission_rp
         FROM console.seller_month x
        WHERE x.seller_id = s.id) m
 WHERE {{where}}
{{order}}
{{limit}}
