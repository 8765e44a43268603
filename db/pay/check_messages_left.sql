-- Messages that still show how to pay a charge that ended an hour ago or more, or what was paid, and went back since.
-- Columns: key, label, present, repaired, user_id, since.
SELECT l.id::text AS key, format('message of %s', l.order_id) AS label,
       format('%s in chat %s, its charge is %s', l.state, l.chat_id, c.state) AS present, 'taken away' AS repaired,
       c.user_id, c.updated_at AS since
  FROM console.payment_message_log l
  JOIN console.charge c ON c.order_id = l.order_id
 WHERE c.state IN ('expired', 'cancelled', 'failed', 'refunded', 'charged_back') AND c.updated_at < now() - interval '1 hour'
   AND console.message_is_left(l, c)
   AND NOT EXISTS (SELECT FROM console.outbox o WHERE o.entity_id = l.uid AND o.state IN ('pending', 'running'))
   AND NOT EXISTS (SELECT FROM console.outbox o
                    WHERE o.target = 'message:user' AND o.entity_id = c.id AND o.state IN ('pending', 'running'))
