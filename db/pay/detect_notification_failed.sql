-- Notifications of a gateway that could not be processed.
-- Columns: cause, key, label, detail, user_id, since.
SELECT n.gateway AS cause, n.id::text AS key, n.order_id AS label, n.status AS detail, NULL::uuid AS user_id,
       n.received_at AS since
  FROM console.inbox n
 WHERE n.state = 'failed'
