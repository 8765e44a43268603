-- Rows that are due wait: what they are for can't be reached. Counts as an attempt where one was made.
-- $1 target, $2 error, $3 milliseconds, $4 boolean a connection was tried, $5 operation (NULL: any)
-- Columns: rows.
WITH postponed AS (
    UPDATE console.outbox o
       SET last_error = $2, attempts = o.attempts + $4::boolean::integer,
           next_attempt_at = clock_timestamp() + make_interval(secs => $3::integer / 1000.0)
     WHERE o.state = 'pending' AND o.target = $1 AND o.next_attempt_at <= clock_timestamp()
       AND ($5::uuid IS NULL OR o.operation_id = $5::uuid)
    RETURNING o.id
)
SELECT count(*) AS rows, pg_notify('hotspot_console', 'outbox') FROM postponed HAVING count(*) > 0
