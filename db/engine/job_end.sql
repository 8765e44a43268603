-- Ends a run without a claim of a job that is still kept: it came out otherwise than the one before.
-- $1 name, $2 worker, $3 milliseconds since it began, $4 result (NULL: it failed), $5 error (NULL: none)
UPDATE console.job j
   SET last_result = coalesce($4, j.last_result), last_error = $5, run_number = j.run_number + 1, last_run_at = b.at,
       wanted_at = CASE WHEN j.wanted_at > b.at THEN j.wanted_at END,
       next_run_at = greatest(clock_timestamp(), b.at + make_interval(secs => j.interval_s))
  FROM (SELECT clock_timestamp() - make_interval(secs => $3::bigint / 1000.0) AS at) b
 WHERE j.name = $1 AND j.kept_by = $2::uuid AND j.lease_until IS NULL
RETURNING pg_notify('hotspot_console', 'jobs')
