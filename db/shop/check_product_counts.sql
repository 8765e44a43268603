-- Products whose counts are not those of their contents.
-- Columns: count, example.
SELECT count(*) AS count,
       min(format('product %s: counted %s free, %s reserved, %s sold; its contents are %s, %s, %s', p.code, k.free, k.reserved,
                  k.used, c.free, c.reserved, c.used)) AS example
  FROM console.product p
 CROSS JOIN LATERAL (
       SELECT coalesce(sum(x.free), 0) AS free, coalesce(sum(x.reserved), 0) AS reserved, coalesce(sum(x.used), 0) AS used
         FROM console.product_count x WHERE x.product_id = p.id) k
 CROSS JOIN LATERAL (
       SELECT count(*) FILTER (WHERE NOT x.is_used AND x.reserved_by IS NULL) AS free,
              count(*) FILTER (WHERE x.reserved_by IS NOT NULL) AS reserved, count(*) FILTER (WHERE x.is_used) AS used
         FROM console.product_content x WHERE x.product_id = p.id) c
 WHERE (k.free, k.reserved, k.used) <> (c.free, c.reserved, c.used)
