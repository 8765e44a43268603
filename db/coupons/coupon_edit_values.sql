-- What stands in a coupon that is about to be edited.
-- $1 code
-- Columns: percent, amount, uses, from, until.
SELECT CASE k.discount_type WHEN 'percent' THEN k.discount_value END AS percent,
       CASE k.discount_type WHEN 'flat' THEN k.discount_value END AS amount,
       k.max_uses AS uses, (k.valid_from AT TIME ZONE console.zone())::date AS "from",
       (k.valid_until AT TIME ZONE console.zone())::date AS until
  FROM console.coupon k
 WHERE k.code = $1
