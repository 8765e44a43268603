-- Takes a job under a lease; no row where another was faster. run_number is the fence of its completion. What a worker that
-- kept it ran of it is written down before its row tells of the next run.
-- $1 name, $2 worker, $3 lease in seconds, $4 boolean it keeps the job from then on
-- Columns: run_number, failed_before.
WITH taken AS MATERIALIZED (
    SELECT j.name, j.run_number, j.last_run_at, j.kept_by
      FROM console.job j
     WHERE j.name = $1 AND console.job_is_for(j, $2::uuid)
       FOR NO KEY UPDATE
), closed AS MATERIALIZED (
    SELECT console.job_run_close(t.name, t.run_number, t.last_run_at) FROM taken t WHERE t.kept_by IS NOT NULL
)
UPDATE console.job j
   SET lease_worker = $2::uuid, lease_until = clock_timestamp() + make_interval(secs => $3::integer),
       kept_by = CASE WHEN $4::boolean THEN $2::uuid END,
       run_number = j.run_number + 1, last_run_at = clock_timestamp()
  FROM taken t
 WHERE j.name = t.name AND (SELECT count(*) FROM closed) >= 0
RETURNING j.run_number, j.last_error IS NOT NULL AS failed_before, pg_notify('hotspot_console', 'jobs')
