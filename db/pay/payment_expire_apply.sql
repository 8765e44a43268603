-- Ends charges as if their time were over: at the gateway, where it knows them.
-- $1 operation uuid, $2 text[] order ids (their users are locked)
-- Columns: order_id (none for those that may not be changed by now).
SELECT s.order_id
  FROM (SELECT c.order_id, console.charge_end($1::uuid, c.order_id, 'expired', 'charge_expire') AS is_changed
          FROM (SELECT x.order_id FROM unnest($2::text[]) AS x (order_id) ORDER BY x.order_id) c
        OFFSET 0) s
 WHERE s.is_changed
