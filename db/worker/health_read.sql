-- What the lamps show: a row for each configured router and then for each gateway, in their order, and one for the
-- workers (name NULL).
-- $1 text[] routers in their order, $2 text[] gateways and messengers in theirs, $3 who looks
-- Columns: name, state, version, latency_us, clock_skew_s, last_error, age_s (since it was asked; of the last
--          heartbeat, NULL: never), and in the last row only: outbox_waiting (for routers), outbox_failed,
--          messages_waiting (for messengers), listeners (workers that take notifications), listen_error (of one that
--          can't), queue, queue_reason (how the invoice queue is, and why), payment_mode (the setting),
--          payment_methods (words of what is offered), payment_habit (how who looks took money last), incidents (that
--          nobody has taken on; notices aside), incident_newest (its number), incident_kind, incident_cause,
--          incident_severity (of the worst of them).
SELECT n.name, s.state, s.version, s.latency_us, s.clock_skew_s, s.last_error,
       extract(epoch FROM clock_timestamp() - s.checked_at)::bigint AS age_s,
       NULL::bigint AS outbox_waiting, NULL::bigint AS outbox_failed,
       NULL::bigint AS messages_waiting, NULL::bigint AS listeners, NULL::text AS listen_error,
       NULL::text AS queue, NULL::text AS queue_reason, NULL::text AS payment_mode, NULL::text AS payment_methods,
       NULL::text AS payment_habit, NULL::bigint AS incidents, NULL::bigint AS incident_newest, NULL::text AS incident_kind,
       NULL::text AS incident_cause, NULL::text AS incident_severity,
       1 AS part, n.position
  FROM unnest($1::text[]) WITH ORDINALITY AS n (name, position)
  LEFT JOIN console.router_sync_state s ON s.router = n.name
UNION ALL
SELECT n.name, s.state, NULL, NULL, NULL, s.last_error, extract(epoch FROM clock_timestamp() - s.checked_at)::bigint,
       NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 2, n.position
  FROM unnest($2::text[]) WITH ORDINALITY AS n (name, position)
  LEFT JOIN console.gateway_state s ON s.name = n.name
UNION ALL
SELECT NULL, NULL, NULL, NULL, NULL, NULL, extract(epoch FROM clock_timestamp() - w.heartbeat_at)::bigint,
       (SELECT count(*) FROM console.outbox o WHERE o.state IN ('pending', 'running') AND o.target LIKE 'router:%'),
       (SELECT count(*) FROM console.outbox o WHERE o.state = 'failed'),
       (SELECT count(*) FROM console.outbox o
         WHERE o.state IN ('pending', 'running') AND o.target ~ '^(message|telegram|whatsapp):'),
       w.listeners, w.listen_error, q.health, q.reason,
       console.setting('PAYMENT_PROVIDER_MODE'), console.methods_offered(),
       (SELECT c.method FROM console.charge c
         WHERE c.actor = $3 AND c.method <> 'balance' AND NOT c.is_adopted
         ORDER BY c.created_at DESC LIMIT 1),
       i.incidents, i.newest, i.kind, i.cause, i.severity, 3, NULL
  FROM (SELECT max(w.heartbeat_at) AS heartbeat_at,
               count(*) FILTER (WHERE l.is_alive AND w.listen_address IS NOT NULL AND w.listen_error IS NULL) AS listeners,
               max(w.listen_error) FILTER (WHERE l.is_alive) AS listen_error
          FROM console.worker w
         CROSS JOIN LATERAL (SELECT w.heartbeat_at > clock_timestamp() - interval '30 s' AS is_alive) l
         WHERE w.kind = 'worker') w
 CROSS JOIN console.queue_health() q
 CROSS JOIN (SELECT count(*) AS incidents, max(i.id) AS newest,
                    (array_agg(i.kind ORDER BY console.incident_weight(i.severity) DESC, i.id DESC))[1] AS kind,
                    (array_agg(i.cause ORDER BY console.incident_weight(i.severity) DESC, i.id DESC))[1] AS cause,
                    (array_agg(i.severity ORDER BY console.incident_weight(i.severity) DESC, i.id DESC))[1] AS severity
               FROM console.incident i
              WHERE i.closed_at IS NULL AND i.severity <> 'notice' AND console.incident_state(i) = 'new') i
 ORDER BY part, position
