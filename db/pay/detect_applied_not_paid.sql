-- Charges that are not paid, and whose effect was applied all the same.
-- Columns: cause, key, label, detail, user_id, since.
SELECT c.gateway AS cause, c.order_id AS key, coalesce(u.full_name, c.order_id) AS label, 'Rp ' || c.amount_rp AS detail,
       c.user_id, e.at AS since
  FROM (SELECT o.* FROM console.charge o WHERE o.state IN ('new', 'open')
        UNION ALL
        SELECT o.* FROM console.charge o
         WHERE o.state IN ('expired', 'cancelled', 'failed') AND o.updated_at > now() - interval '2 days') c
  JOIN console.charge_effect e ON e.order_id = c.order_id
  LEFT JOIN public.users u ON u.id = c.user_id
