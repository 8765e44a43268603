-- Ends a run that is still ours. The next one is due an interval after this one began; one that was asked for
-- since then is still to come.
-- $1 name, $2 worker, $3 run number, $4 result (NULL: it failed), $5 error (NULL: none)
-- $6 rows that it changed, $7 by how many operations, $8 the last of them (NULL: none)
WITH ended AS (
    UPDATE console.job j
       SET lease_worker = NULL, lease_until = NULL, last_result = coalesce($4, j.last_result), last_error = $5,
           wanted_at = CASE WHEN j.wanted_at > j.last_run_at THEN j.wanted_at END,
           next_run_at = greatest(clock_timestamp(), j.last_run_at + make_interval(secs => j.interval_s))
     WHERE j.name = $1 AND j.lease_worker = $2::uuid AND j.run_number = $3::bigint
    RETURNING j.name, j.run_number, j.last_run_at
)
SELECT console.job_run_note(e.name, $2::uuid, e.run_number, e.last_run_at, $4, $5, $6::bigint, $7::bigint, $8::uuid),
       pg_notify('hotspot_console', 'jobs')
  FROM ended e
