-- One order whole.
-- $1 order, $2 who looks
-- Columns: id, state, user_id, full_name, phone_number, coupon_code, charge_order_id, charge_state, method, bank, waits_for,
--          reason, note, actor, created_at, paid_at, ended_at, expires_at, receipts (their numbers), number, discount_rp,
--          total_rp, is_shown.
SELECT o.id, o.state, o.user_id, u.full_name, u.phone_number, o.coupon_code, o.charge_order_id, c.state AS charge_state,
       c.method, c.bank, c.waits_for, o.reason, o.note, o.actor, to_char(o.created_at, 'YYYY-MM-DD HH24:MI:SS') AS created_at,
       to_char(o.paid_at, 'YYYY-MM-DD HH24:MI:SS') AS paid_at, to_char(o.ended_at, 'YYYY-MM-DD HH24:MI:SS') AS ended_at,
       to_char(c.expires_at, 'YYYY-MM-DD HH24:MI:SS') AS expires_at,
       (SELECT string_agg(x.number, ', ' ORDER BY x.serial) FROM console.receipt x WHERE x.order_id = c.order_id) AS receipts,
       o.number, o.discount_rp, o.total_rp, console.order_is_shown(o.id, $2) AS is_shown
  FROM console.shop_order o
  LEFT JOIN console.charge c ON c.order_id = o.charge_order_id
  LEFT JOIN public.users u ON u.id = o.user_id
 WHERE o.id = $1::uuid
