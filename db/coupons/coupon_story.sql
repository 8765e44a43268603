-- One coupon whole.
-- $1 code
-- Columns: code, state, discount_type, valid_from, valid_until, ended_at, actor, created_at, discount_value, max_uses,
--          used_count, reserved_count, given_rp (what it took off what was paid), sold_rp (what was paid with it).
SELECT k.code, console.coupon_state(k) AS state, k.discount_type,
       to_char(k.valid_from AT TIME ZONE console.zone(), 'YYYY-MM-DD') AS valid_from,
       to_char(k.valid_until AT TIME ZONE console.zone(), 'YYYY-MM-DD') AS valid_until,
       to_char(k.ended_at, 'YYYY-MM-DD HH24:MI') AS ended_at, nullif(k.actor, '') AS actor,
       to_char(k.created_at, 'YYYY-MM-DD HH24:MI') AS created_at, k.discount_value, k.max_uses,
       k.used_count, k.reserved_count, s.given_rp, s.sold_rp
  FROM console.coupon k
 CROSS JOIN LATERAL (SELECT coalesce(sum(c.discount_rp), 0)::bigint AS given_rp,
                            coalesce(sum(c.amount_rp), 0)::bigint AS sold_rp
                       FROM console.charge c
                      WHERE c.coupon_code = k.code AND c.coupon_state = 'used') s
 WHERE k.code = $1
