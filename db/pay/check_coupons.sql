-- Coupons whose counts are not those of the charges that they were given for.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('coupon %s: %s used and %s reserved, by its charges %s and %s', k.code, k.used_count, k.reserved_count,
                  coalesce(n.used, 0), coalesce(n.reserved, 0))) AS example
  FROM console.coupon k
  LEFT JOIN (SELECT c.coupon_code, count(*) FILTER (WHERE c.coupon_state = 'used') AS used,
                    count(*) FILTER (WHERE c.coupon_state = 'reserved') AS reserved
               FROM console.charge c
              WHERE c.coupon_code IS NOT NULL
              GROUP BY c.coupon_code) n ON n.coupon_code = k.code
 WHERE k.used_count <> coalesce(n.used, 0) OR k.reserved_count <> coalesce(n.reserved, 0)
