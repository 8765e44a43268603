-- The last sales of a package within 30 days, newest first.
-- $1 its uuid
-- Columns: order_id, at, who, amount.
SELECT t.midtrans_order_id AS order_id, to_char(t.payment_time, 'YYYY-MM-DD HH24:MI') AS at, u.full_name AS who, t.amount
  FROM public.transactions t
  LEFT JOIN public.users u ON u.id = t.user_id
 WHERE t.package_id = $1::uuid AND t.status = 'SUCCESS'
   AND coalesce(t.payment_time, '-infinity') > now() - interval '30 days' -- as the index has it
 ORDER BY coalesce(t.payment_time, '-infinity') DESC, t.midtrans_order_id DESC
 LIMIT 10
