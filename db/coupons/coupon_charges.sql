-- What a coupon was given for last, newest first.
-- $1 code
-- Columns: order_id, at, full_name, state, discount_rp, amount_rp.
SELECT c.order_id, to_char(c.created_at, 'YYYY-MM-DD HH24:MI') AS at, u.full_name, c.state,
       c.discount_rp, c.amount_rp
  FROM console.charge c
  LEFT JOIN public.users u ON u.id = c.user_id
 WHERE c.coupon_code = $1
 ORDER BY c.created_at DESC, c.order_id
 LIMIT 20
