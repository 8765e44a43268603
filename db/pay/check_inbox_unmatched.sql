-- Payments of the last week that Midtrans told of and that fit no charge; what its dashboard sends to try the address
-- is none.
-- Columns: count, example.
SELECT count(*) AS count, min(format('%s, %s %s', n.id, n.order_id, n.status)) AS example
  FROM console.inbox n
 WHERE n.received_at > now() - interval '7 days' AND n.state = 'unmatched' AND n.gateway = 'midtrans'
   AND n.status ~ '^200/(settlement|capture)/' AND NOT starts_with(n.order_id, 'payment_notif_test_')
