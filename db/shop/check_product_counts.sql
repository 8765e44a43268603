-- Products whose counted stock is not that of their contents.
-- Columns: key, label, present, repaired, user_id, since.
SELECT p.id::text AS key, format('product %s', p.code) AS label,
       format('%s free, %s reserved, %s used, by its contents %s, %s, %s', c.free, c.reserved, c.used, n.free, n.reserved, n.used)
           AS present,
       format('%s free, %s reserved, %s used', n.free, n.reserved, n.used) AS repaired, NULL::uuid AS user_id,
       NULL::timestamptz AS since
  FROM console.product p
  LEFT JOIN (SELECT x.product_id, count(*) FILTER (WHERE NOT x.is_used AND x.reserved_by IS NULL) AS free,
                    count(*) FILTER (WHERE x.reserved_by IS NOT NULL) AS reserved, count(*) FILTER (WHERE x.is_used) AS used
               FROM console.product_content x GROUP BY x.product_id) y ON y.product_id = p.id
  LEFT JOIN (SELECT k.product_id, sum(k.free) AS free, sum(k.reserved) AS reserved, sum(k.used) AS used
               FROM console.product_count k GROUP BY k.product_id) z ON z.product_id = p.id
 CROSS JOIN LATERAL (SELECT coalesce(y.free, 0) AS free, coalesce(y.reserved, 0) AS reserved, coalesce(y.used, 0) AS used) n
 CROSS JOIN LATERAL (SELECT coalesce(z.free, 0) AS free, coalesce(z.reserved, 0) AS reserved, coalesce(z.used, 0) AS used) c
 WHERE (n.free, n.reserved, n.used) <> (c.free, c.reserved, c.used)
