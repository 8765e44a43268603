-- Everybody waits so long before the next start.
-- $1 name, $2 milliseconds
INSERT INTO console.rate_limit AS l (name, next_at, not_before)
SELECT $1, t.until, t.until
  FROM (SELECT clock_timestamp() + make_interval(secs => $2::bigint / 1000.0) AS until OFFSET 0) t
ON CONFLICT (name) DO UPDATE
   SET not_before = greatest(l.not_before, excluded.not_before), next_at = greatest(l.next_at, excluded.not_before),
       updated_at = clock_timestamp()
