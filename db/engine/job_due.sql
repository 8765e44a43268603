-- Jobs that are due or asked for, and that nobody runs.
-- $1 text[] names to look at
-- Columns: name.
SELECT j.name
  FROM console.job j
 WHERE j.name = ANY ($1::text[]) AND (j.wanted_at IS NOT NULL OR NOT j.is_paused AND j.next_run_at <= clock_timestamp())
   AND (j.lease_until IS NULL OR j.lease_until <= clock_timestamp())
 ORDER BY j.wanted_at, j.next_run_at, j.name
