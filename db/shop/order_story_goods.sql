-- What was handed out, or is reserved, for an order, not all of it where it is much; masked, unless who looks has asked to see it.
-- $1 order, $2 who looks
-- Columns: code, text, is_reserved.
SELECT g.code, CASE WHEN console.order_is_shown($1::uuid, $2) THEN g.content ELSE console.content_masked(g.content) END AS text,
       false AS is_reserved
  FROM console.order_goods($1::uuid) g
 WHERE g.place <= 200
UNION ALL
SELECT p.code, console.content_masked(c.content), true
  FROM (SELECT x.product_id, x.content, x.id FROM console.product_content x WHERE x.reserved_by = $1::uuid ORDER BY x.id LIMIT 200) c
  JOIN console.product p ON p.id = c.product_id
