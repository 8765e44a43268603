-- What the lamps show: a row for each configured router, in order, then one for the workers (router NULL).
-- $1 text[] routers in their order
-- Columns: router, state, version, latency_us, clock_skew_s, last_error, age_s (since it was asked; of the last
--          heartbeat, NULL: never), and in the last row only: outbox_waiting (for routers), outbox_failed,
--          messages_waiting (for messengers).
SELECT n.router, s.state, s.version, s.latency_us, s.clock_skew_s, s.last_error,
       extract(epoch FROM clock_timestamp() - s.checked_at)::bigint AS age_s,
       NULL::bigint AS outbox_waiting, NULL::bigint AS outbox_failed,
       NULL::bigint AS messages_waiting, n.position
  FROM unnest($1::text[]) WITH ORDINALITY AS n (router, position)
  LEFT JOIN console.router_sync_state s ON s.router = n.router
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL,
       (SELECT extract(epoch FROM clock_timestamp() - max(w.heartbeat_at))::bigint
          FROM console.worker w WHERE w.kind = 'worker'),
       (SELECT count(*) FROM console.outbox o WHERE o.state IN ('pending', 'running') AND o.target LIKE 'router:%'),
       (SELECT count(*) FROM console.outbox o WHERE o.state = 'failed'),
       (SELECT count(*) FROM console.outbox o WHERE o.state IN ('pending', 'running') AND o.target LIKE 'message:%'), NULL
 ORDER BY position NULLS LAST
