-- What has rows that are due. Who applied an operation waits for routers and gateways; messages are sent behind his
-- back, by a worker.
-- $1 operation (NULL: any)
-- Columns: target.
SELECT DISTINCT o.target
  FROM console.outbox o
 WHERE o.state = 'pending' AND o.next_attempt_at <= clock_timestamp()
   AND ($1::uuid IS NULL OR (o.operation_id = $1::uuid AND o.target !~ '^(telegram|whatsapp):'))
