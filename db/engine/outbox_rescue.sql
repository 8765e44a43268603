-- Gives back what nobody works on any more: the lease ran out, or the process is known to be gone.
-- $1 uuid[] processes that are gone
-- Columns: rescued.
WITH given_back AS (
    UPDATE console.outbox o
       SET state = CASE WHEN EXISTS (SELECT FROM console.outbox n
                                      WHERE n.entity_id = o.entity_id AND n.state = 'pending'
                                        AND n.target = o.target AND n.effect = o.effect)
                        THEN 'cancelled' ELSE 'pending' END,
           last_error = 'the process that worked on it ended before it was done', next_attempt_at = clock_timestamp(),
           worker_id = NULL, lease_until = NULL
     WHERE o.state = 'running' AND (o.lease_until < clock_timestamp() OR o.worker_id = ANY ($1::uuid[]))
    RETURNING o.id
)
SELECT count(*) AS rescued, pg_notify('hotspot_console', 'outbox') FROM given_back HAVING count(*) > 0
