-- Locks the buyers of orders, in the order of their ids.
-- $1 text[] orders
-- Columns: count.
SELECT count(*)
  FROM (SELECT u.id FROM public.users u
         WHERE u.id IN (SELECT o.user_id FROM console.shop_order o WHERE o.id = ANY ($1::text[]::uuid[]))
         ORDER BY u.id FOR NO KEY UPDATE OF u) locked
