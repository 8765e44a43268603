-- Products that are offered, were sold before, and have nothing left to sell.
-- Columns: cause, key, label, detail, user_id, since.
SELECT ''::text AS cause, p.id::text AS key, p.name AS label, p.code AS detail, NULL::uuid AS user_id,
       NULL::timestamptz AS since
  FROM console.product p
  JOIN LATERAL (SELECT coalesce(sum(k.free), 0) AS free, coalesce(sum(k.used), 0) AS used
                  FROM console.product_count k WHERE k.product_id = p.id) c ON c.free <= 0
 WHERE p.is_active AND c.used > 0
