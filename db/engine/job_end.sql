-- Ends a run without a claim of a job that is still kept: it came out otherwise than the one before, whose line ends.
-- $1 name, $2 worker, $3 milliseconds since it began, $4 result (NULL: it failed), $5 error (NULL: none)
-- $6 rows that it changed, $7 by how many operations, $8 the last of them (NULL: none)
WITH before AS MATERIALIZED (
    SELECT j.name, j.run_number, j.last_run_at, clock_timestamp() - make_interval(secs => $3::bigint / 1000.0) AS at
      FROM console.job j
     WHERE j.name = $1 AND j.kept_by = $2::uuid AND j.lease_until IS NULL
       FOR NO KEY UPDATE
), closed AS MATERIALIZED (
    SELECT console.job_run_close(b.name, b.run_number, b.last_run_at) FROM before b
), ended AS (
    UPDATE console.job j
       SET last_result = coalesce($4, j.last_result), last_error = $5, run_number = j.run_number + 1, last_run_at = b.at,
           wanted_at = CASE WHEN j.wanted_at > b.at THEN j.wanted_at END,
           next_run_at = greatest(clock_timestamp(), b.at + make_interval(secs => j.interval_s))
      FROM before b
     WHERE j.name = b.name AND (SELECT count(*) FROM closed) >= 0
    RETURNING j.name, j.run_number, b.at
)
SELECT console.job_run_note(e.name, $2::uuid, e.run_number, e.at, $4, $5, $6::bigint, $7::bigint, $8::uuid),
       pg_notify('hotspot_console', 'jobs')
  FROM ended e
