-- Jobs that are due and that nobody runs.
-- $1 text[] names to look at
-- Columns: name.
SELECT j.name
  FROM console.job j
 WHERE j.name = ANY ($1::text[]) AND NOT j.is_paused AND j.next_run_at <= clock_timestamp()
   AND (j.lease_until IS NULL OR j.lease_until <= clock_timestamp())
 ORDER BY j.next_run_at, j.name
