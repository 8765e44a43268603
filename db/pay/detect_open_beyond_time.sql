-- Charges that are open half an hour beyond their time: nobody has heard of their end.
-- Columns: cause, key, label, detail, user_id, since.
SELECT c.gateway AS cause, c.order_id AS key, coalesce(u.full_name, c.order_id) AS label, 'Rp ' || c.amount_rp AS detail,
       c.user_id, c.expires_at AS since
  FROM console.charge c
  LEFT JOIN public.users u ON u.id = c.user_id
 WHERE c.state IN ('new', 'open') AND c.expires_at < now() - interval '30 minutes'
