-- Payments of the last week that Midtrans told of and that fit no charge; what its dashboard sends to try the address
-- is none.
-- Columns: cause, key, label, detail, user_id, since.
SELECT n.gateway AS cause, n.id::text AS key, n.order_id AS label, n.status AS detail, NULL::uuid AS user_id,
       n.received_at AS since
  FROM console.inbox n
 WHERE n.state = 'unmatched' AND n.received_at > now() - interval '7 days' AND n.gateway = 'midtrans'
   AND n.status ~ '^200/(settlement|capture)/' AND NOT starts_with(n.order_id, 'payment_notif_test_')
