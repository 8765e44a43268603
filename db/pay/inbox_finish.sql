-- Ends what a worker holds: done, failed, unmatched, or new for another try. A row that is no longer his
-- (another worker, another try, a repeat that reads otherwise) is left alone.
-- $1 worker, $2 id, $3 try, $4 state, $5 what came of it, $6 milliseconds until the next try
WITH ended AS (
    UPDATE console.inbox n
       SET state = $4, result = $5, worker_id = NULL, lease_until = NULL,
           processed_at = CASE WHEN $4 = 'new' THEN n.processed_at ELSE clock_timestamp() END,
           next_try_at = CASE WHEN $4 = 'new' THEN clock_timestamp() + make_interval(secs => $6::bigint / 1000.0)
                              ELSE n.next_try_at END
     WHERE n.id = $2::bigint AND n.state = 'new' AND n.worker_id = $1::uuid AND n.tries = $3::integer
    RETURNING n.id
)
SELECT e.id, pg_notify('hotspot_console', 'inbox') FROM ended e
