-- Payments: the pane's rows, whole, filtered or page by page. The console fills in its own texts for the
-- marks, never a value:
-- {{columns}}  expressions over c (the charge, or the portal's transaction) and u (its user)
-- {{where}}    conditions over them, with the parameters of filter and anchor
-- {{order}}    ORDER BY …, or nothing
-- {{limit}}    LIMIT …, or nothing
-- Of charges and of the portal's transactions a page each, along its own index; then the page of both, with what is
-- to say. Users are an outer join, which goes where nothing of theirs is asked for. Each charge for a package or
-- a debt stands among the transactions too, where it is passed over: in the order of time, and without a filter,
-- this ends where the page of charges ends, else the first page would pass over all that was ever asked for here.
-- The planner knows these texts, so that the bounds go where they mean nothing.
WITH page AS (
    (SELECT c.*
       FROM console.payment_of_console c
       LEFT JOIN public.users u ON u.id = c.user_id
      WHERE {{where}}
     {{order}}
     {{limit}})
    UNION ALL
    (SELECT c.*
       FROM console.payment_of_portal c
       LEFT JOIN public.users u ON u.id = c.user_id
      WHERE {{where}}
        AND c.created_at >= CASE WHEN $text${{where}} {{order}} {{limit}}$text$ LIKE 'true% ORDER BY c.created_at DESC, % LIMIT %' THEN (
                SELECT CASE WHEN count(*) >= substring($text${{limit}}$text$ FROM '\d+')::bigint THEN min(b.created_at)
                            ELSE '-infinity' END
                  FROM (SELECT c.created_at
                          FROM console.payment_of_console c
                          LEFT JOIN public.users u ON u.id = c.user_id
                         WHERE {{where}}
                        {{order}}
                        {{limit}}) b) ELSE '-infinity' END
        AND c.created_at <= CASE WHEN $text${{where}} {{order}} {{limit}}$text$ LIKE 'true% ORDER BY c.created_at, % LIMIT %' THEN (
                SELECT CASE WHEN count(*) >= substring($text${{limit}}$text$ FROM '\d+')::bigint THEN max(b.created_at)
                            ELSE 'infinity' END
                  FROM (SELECT c.created_at
                          FROM console.payment_of_console c
                          LEFT JOIN public.users u ON u.id = c.user_id
                         WHERE {{where}}
                        {{order}}
                        {{limit}}) b) ELSE 'infinity' END
     {{order}}
     {{limit}})
)
SELECT {{columns}}
  FROM page c
  LEFT JOIN public.users u ON u.id = c.user_id
{{order}}
{{limit}}
