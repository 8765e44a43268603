-- Jobs that are due or asked for, and that nobody else runs or keeps.
-- $1 text[] names to look at, $2 worker, $3 text[] names of jobs that this process ran since its last heartbeat,
-- $4 text[] when each was due: it is not due again for that
-- Columns: name, next_run_at, last_result, failed_before, is_kept (it may go on without a claim: it is kept by this
--          worker, which was heard of lately enough that no other takes it for gone).
SELECT j.name, j.next_run_at, j.last_result, j.last_error IS NOT NULL AS failed_before,
       coalesce(j.kept_by = $2::uuid AND j.wanted_at IS NULL, false)
       AND EXISTS (SELECT FROM console.worker w
                    WHERE w.id = $2::uuid AND w.heartbeat_at > clock_timestamp() - interval '20 s') AS is_kept
  FROM console.job j
 WHERE j.name = ANY ($1::text[]) AND console.job_is_for(j, $2::uuid)
   AND (j.wanted_at IS NOT NULL
        OR NOT EXISTS (SELECT FROM unnest($3::text[], $4::timestamptz[]) AS r (name, due_at)
                        WHERE r.name = j.name AND r.due_at = j.next_run_at))
 ORDER BY j.wanted_at, j.next_run_at, j.name
