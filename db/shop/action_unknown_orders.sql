-- The first of some ids that is no order.
-- $1 text[] ids
-- Columns: id.
SELECT g.id
  FROM unnest($1::text[]) AS g (id)
 WHERE NOT EXISTS (SELECT FROM console.shop_order o
                    WHERE o.id = CASE WHEN g.id ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN g.id::uuid END)
 LIMIT 1
