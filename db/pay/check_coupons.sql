-- Coupons whose counts are not those of the charges that they were given for, or that were given beyond their limit.
-- Columns: key, label, present, repaired, user_id, since.
SELECT k.code AS key, format('coupon %s', k.code) AS label,
       format('%s used and %s reserved, by its charges %s and %s%s', k.used_count, k.reserved_count, g.used, g.reserved,
              '; limit ' || k.max_uses) AS present,
       format('%s used and %s reserved%s', g.used, g.reserved,
              '; limit ' || CASE WHEN k.max_uses < g.used + g.reserved THEN g.used + g.reserved ELSE k.max_uses END) AS repaired,
       NULL::uuid AS user_id, NULL::timestamptz AS since
  FROM console.coupon k
  LEFT JOIN (SELECT c.coupon_code, count(*) FILTER (WHERE c.coupon_state = 'used') AS used,
                    count(*) FILTER (WHERE c.coupon_state = 'reserved') AS reserved
               FROM console.charge c
              WHERE c.coupon_code IS NOT NULL
              GROUP BY c.coupon_code) n ON n.coupon_code = k.code
 CROSS JOIN LATERAL (SELECT coalesce(n.used, 0) + k.used_before AS used, coalesce(n.reserved, 0) AS reserved) g
 WHERE k.used_count <> g.used OR k.reserved_count <> g.reserved OR k.used_count + k.reserved_count > k.max_uses
