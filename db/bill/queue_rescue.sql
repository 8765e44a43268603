-- Gives back what nobody works on any more: the lease ran out, or its worker is known to be gone, or was not heard of
-- for much longer than a request lasts. What it had sent may be on its way still: a moment passes before it is looked
-- up. No try is counted.
-- $1 uuid[] processes that are gone
-- Columns: rescued.
WITH given_back AS (
    UPDATE console.invoice_queue q
       SET state = 'pending', worker_id = NULL, lease_until = NULL,
           last_error = 'the worker that held it has gone: it is looked up first',
           next_try_at = clock_timestamp() + interval '3 s'
     WHERE q.state = 'processing'
       AND (q.lease_until < clock_timestamp() OR q.worker_id = ANY ($1::uuid[])
            OR NOT EXISTS (SELECT FROM console.worker w
                            WHERE w.id = q.worker_id AND w.heartbeat_at > clock_timestamp() - interval '90 s'))
    RETURNING q.id
)
SELECT count(*) AS rescued, pg_notify('hotspot_console', 'queue') FROM given_back HAVING count(*) > 0
