-- Workers that run at once in different versions.
-- Columns: cause, key, label, detail, user_id, since.
SELECT ''::text AS cause, w.id::text AS key, w.host || ' ' || w.pid AS label, w.version AS detail, NULL::uuid AS user_id,
       w.started_at AS since
  FROM console.worker w
 WHERE w.kind = 'worker' AND w.heartbeat_at > now() - interval '60 s'
   AND EXISTS (SELECT FROM console.worker o
                WHERE o.kind = 'worker' AND o.heartbeat_at > now() - interval '60 s' AND o.version <> w.version)
