-- Charges about which the gateway answers, three times in a row or more, what does not fit them.
-- Columns: cause, key, label, detail, user_id, since.
SELECT c.gateway AS cause, c.order_id AS key, coalesce(u.full_name, c.order_id) AS label, 'Rp ' || c.amount_rp AS detail,
       c.user_id, c.created_at AS since
  FROM console.charge c
  LEFT JOIN public.users u ON u.id = c.user_id
 WHERE c.ask_misfits >= 3
