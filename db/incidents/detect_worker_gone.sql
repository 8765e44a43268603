-- Workers that ended without a word in the last day.
-- Columns: cause, key, label, detail, user_id, since.
SELECT w.host AS cause, w.id::text AS key, w.host || ' ' || w.pid AS label, w.version AS detail, NULL::uuid AS user_id,
       w.heartbeat_at AS since
  FROM console.worker w
 WHERE w.kind = 'worker' AND w.heartbeat_at BETWEEN now() - interval '1 day' AND now() - interval '60 s'
   AND NOT EXISTS (SELECT FROM console.worker o
                    WHERE o.kind = 'worker' AND o.host = w.host AND o.started_at > w.started_at
                      AND o.heartbeat_at > now() - interval '60 s')
