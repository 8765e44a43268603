-- The first page: the pane's rows. Marks as in users_list.sql, over h (what is so) and w (what is said of such a line).
-- {{words}}  the lines' words: (place, name, section, label, pane, filter), …
SELECT {{columns}}
  FROM (
    WITH waiting (name, count) AS MATERIALIZED (
        SELECT 'incidents', (SELECT count(*) FROM console.incident i WHERE i.closed_at IS NULL AND console.incident_state(i) = 'new')
        UNION ALL SELECT 'money', (SELECT count(*) FROM (SELECT FROM console.charge c WHERE c.waits_for IS NOT NULL LIMIT 1000) n)
        UNION ALL SELECT 'requests', (SELECT count(*) FROM (SELECT FROM console.quota_request q WHERE q.status = 'PENDING' LIMIT 1000) n)
        UNION ALL SELECT 'changes', (SELECT count(*) FROM (SELECT FROM console.change_request q WHERE q.approval_status = 'PENDING' LIMIT 1000) n)
        UNION ALL SELECT 'registrations', (SELECT count(*) FROM (SELECT FROM public.users u WHERE u.approval_status = 'PENDING_APPROVAL' LIMIT 1000) n)
        UNION ALL SELECT 'inbox', (SELECT count(*) FROM (SELECT FROM console.inbox n WHERE n.state = 'failed' LIMIT 1000) n)
        UNION ALL SELECT 'outbox', (SELECT count(*) FROM (SELECT FROM console.outbox o WHERE o.state = 'failed' LIMIT 1000) n)
        UNION ALL SELECT 'queue_failed', (SELECT count(*) FROM (SELECT FROM console.invoice_queue q WHERE q.state = 'failed' LIMIT 1000) n)
        UNION ALL SELECT 'overdue', (SELECT count(*) FROM (SELECT FROM console.invoice i
                                                            WHERE i.status IN ('unpaid', 'expired') AND i.due_on < console.today() LIMIT 1000) n)
        UNION ALL SELECT 'drift', (SELECT count(*) FROM (SELECT FROM console.drift d WHERE d.mend IS NOT NULL AND NOT d.is_safe LIMIT 1000) n)
        UNION ALL SELECT 'findings', (SELECT count(*) FROM (SELECT FROM console.finding f WHERE f.closed_at IS NULL LIMIT 1000) n)
        UNION ALL SELECT 'tickets', (SELECT count(*) FROM (SELECT FROM console.ticket t
                                                            WHERE t.state = 'open' AND coalesce(t.follow_up, 'infinity') <= now() LIMIT 1000) n)
    ), income AS MATERIALIZED (
        SELECT i.day, i.amount_rp, i.payments, t.today
          FROM (SELECT console.today() AS today) t
         CROSS JOIN LATERAL console.income_of_days(least(date_trunc('month', t.today::timestamp)::date, t.today - 1), t.today) i
    ), sample AS MATERIALIZED (
        SELECT s.router, string_agg(coalesce(s.cpu::text, ''), ',' ORDER BY s.at) AS cpu,
               string_agg(coalesce(s.memory::text, ''), ',' ORDER BY s.at) AS memory,
               string_agg(coalesce(s.rate_kbit::text, ''), ',' ORDER BY s.at) AS rate,
               (array_agg(s.cpu ORDER BY s.at DESC))[1] AS last_cpu, (array_agg(s.memory ORDER BY s.at DESC))[1] AS last_memory,
               (array_agg(s.rate_kbit ORDER BY s.at DESC))[1] AS last_rate, max(s.at) AS last_at
          FROM console.router_sample s
         WHERE s.at > clock_timestamp() - interval '2 hours'
         GROUP BY s.router
    )
    SELECT n.name AS id, n.name, 0 AS place, NULL::text AS about, n.count, NULL::bigint AS amount_rp,
           CASE WHEN n.count >= 1000 THEN n.count || ' or more' END AS says, NULL::text AS cpu, NULL::text AS memory, NULL::text AS rate,
           NULL::timestamptz AS since, NULL::text AS "row"
      FROM waiting n
     WHERE n.count > 0
    UNION ALL
    SELECT 'nothing', 'nothing', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
     WHERE NOT EXISTS (SELECT FROM waiting n WHERE n.count > 0)
    UNION ALL
    SELECT 'online', 'online', 0, NULL, coalesce(sum(s.session_count), 0)::bigint, NULL,
           'as of ' || to_char(min(s.scanned_at), 'HH24:MI'), NULL, NULL, NULL, NULL, NULL
      FROM console.router r
      JOIN console.router_sync_state s ON s.router = r.name
     WHERE r.is_enabled
    UNION ALL
    SELECT 'queue', 'queue', 0, NULL, (SELECT count(*) FROM console.invoice_queue q WHERE q.state IN ('pending', 'processing')), NULL,
           q.reason, NULL, NULL, NULL, NULL, NULL
      FROM console.queue_health() q
    UNION ALL
    SELECT m.name, m.name, 0, NULL, NULL, m.amount_rp, 'of ' || m.payments || ' payments', NULL, NULL, NULL, NULL, NULL
      FROM (SELECT 'today' AS name, i.amount_rp, i.payments FROM income i WHERE i.day = i.today
            UNION ALL SELECT 'yesterday', i.amount_rp, i.payments FROM income i WHERE i.day = i.today - 1
            UNION ALL SELECT 'month', least(sum(i.amount_rp), 9223372036854775807)::bigint, sum(i.payments)::bigint FROM income i
                       WHERE i.day >= date_trunc('month', i.today::timestamp)::date) m
    UNION ALL
    SELECT 'router:' || r.name, 'router', row_number() OVER (ORDER BY r.position, r.name)::integer, r.name, s.session_count, NULL,
           CASE WHEN s.state = 'up'
                THEN concat_ws(', ', 'up', 'CPU ' || p.last_cpu || ' %', 'memory ' || p.last_memory || ' %', p.last_rate || ' kbit/s',
                               'RouterOS ' || split_part(s.version, ' ', 1))
                ELSE coalesce(s.last_error, s.state, 'unknown') END,
           p.cpu, p.memory, p.rate, s.checked_at - make_interval(secs => s.uptime_s), r.name
      FROM console.router r
      LEFT JOIN console.router_sync_state s ON s.router = r.name
      LEFT JOIN sample p ON p.router = r.name
     WHERE r.is_enabled
    UNION ALL
    SELECT 'worker:' || w.id, 'worker', row_number() OVER (ORDER BY w.host, w.pid)::integer, w.host, NULL, NULL,
           'heard of ' || extract(epoch FROM clock_timestamp() - w.heartbeat_at)::bigint || ' s ago, version ' || w.version,
           NULL, NULL, NULL, w.started_at, NULL
      FROM console.worker w
     WHERE w.kind = 'worker'
    UNION ALL
    SELECT 'no_worker', 'no_worker', 0, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL
     WHERE NOT EXISTS (SELECT FROM console.worker w WHERE w.kind = 'worker')
    UNION ALL
    SELECT 'run:' || r.id, 'run', row_number() OVER (ORDER BY r.id DESC)::integer, r.job, r.rows, NULL,
           CASE r.outcome WHEN 'failed' THEN 'failed: ' ELSE '' END || r.says, NULL, NULL, NULL, r.began_at, r.id::text
      FROM (SELECT r.* FROM console.job_run r ORDER BY r.id DESC LIMIT 8) r
  ) h
  JOIN (VALUES {{words}}) w (place, name, section, label, pane, filter) ON w.name = h.name
 WHERE {{where}}
{{order}}
{{limit}}
