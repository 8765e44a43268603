-- Has the goods of orders sent again.
-- $1 operation uuid, $2 text[] orders (their users are locked)
-- Columns: id (none for those that may not be changed by now).
SELECT s.id
  FROM (SELECT x.id, console.order_deliver_again($1::uuid, x.id) AS is_changed
          FROM (SELECT o.id, o.charge_order_id FROM console.shop_order o WHERE o.id = ANY ($2::text[]::uuid[]) ORDER BY o.number) x
        OFFSET 0) s
 WHERE s.is_changed
