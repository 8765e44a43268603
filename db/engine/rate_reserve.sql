-- Takes the next start of that name. The interval is a fiftieth longer than the rate wants it: who starts some
-- milliseconds late makes no sliding second or minute hold more than was allowed. The clock is read when the row
-- is ours.
-- $1 name, $2 starts a minute
-- Columns: slot (when the start is), wait_ms (until then, rounded up; 0: now).
INSERT INTO console.rate_limit AS l (name, next_at)
VALUES ($1, clock_timestamp() + make_interval(secs => 61.2 / $2::bigint))
ON CONFLICT (name) DO UPDATE
   SET next_at = greatest(l.next_at, l.not_before, clock_timestamp()) + make_interval(secs => 61.2 / $2::bigint),
       updated_at = clock_timestamp()
RETURNING l.next_at - make_interval(secs => 61.2 / $2::bigint) AS slot,
          greatest(0, ceil(1000 * extract(epoch FROM l.next_at - make_interval(secs => 61.2 / $2::bigint)
                                                     - clock_timestamp())))::bigint AS wait_ms
