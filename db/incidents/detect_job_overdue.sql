-- Jobs that should have run ten minutes ago or more, and nobody runs them.
-- Columns: cause, key, label, detail, user_id, since.
SELECT j.name AS cause, j.name AS key, j.name AS label, NULL::text AS detail, NULL::uuid AS user_id, j.next_run_at AS since
  FROM console.job j
 WHERE j.next_run_at < now() - greatest(interval '10 minutes', make_interval(secs => 2 * j.interval_s)) AND NOT j.is_paused
   AND (j.lease_until IS NULL OR j.lease_until < now()) AND console.job_is_served(j.name)
   AND (j.kept_by IS NULL OR NOT EXISTS (SELECT FROM console.worker w
                                          WHERE w.id = j.kept_by AND w.heartbeat_at > now() - interval '60 s'))
