-- Takes a job under a lease; no row where another was faster. run_number is the fence of its completion.
-- $1 name, $2 worker, $3 lease in seconds, $4 boolean it keeps the job from then on
-- Columns: run_number, failed_before.
UPDATE console.job j
   SET lease_worker = $2::uuid, lease_until = clock_timestamp() + make_interval(secs => $3::integer),
       kept_by = CASE WHEN $4::boolean THEN $2::uuid END,
       run_number = j.run_number + 1, last_run_at = clock_timestamp()
 WHERE j.name = $1 AND console.job_is_for(j, $2::uuid)
RETURNING j.run_number, j.last_error IS NOT NULL AS failed_before, pg_notify('hotspot_console', 'jobs')
