-- Of some jobs those that are asked for and that nobody runs.
-- $1 text[] names to look at
-- Columns: name.
SELECT j.name
  FROM console.job j
 WHERE j.name = ANY ($1::text[]) AND j.wanted_at IS NOT NULL
   AND (j.lease_until IS NULL OR j.lease_until <= clock_timestamp())
 ORDER BY j.name
