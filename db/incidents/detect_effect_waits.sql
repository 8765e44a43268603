-- Targets of the outbox for which something has waited for ten minutes beyond its time, and nobody is at it.
-- Columns: cause, key, label, detail, user_id, since.
SELECT o.target AS cause, o.target AS key, o.target AS label, NULL::text AS detail, NULL::uuid AS user_id,
       min(o.next_attempt_at) AS since
  FROM console.outbox o
 WHERE o.state = 'pending' AND o.next_attempt_at < now() - interval '10 minutes'
   AND NOT EXISTS (SELECT FROM console.router_sync_state s WHERE 'router:' || s.router = o.target AND s.state <> 'up')
 GROUP BY o.target
