-- Gives back what a process holds of an operation and does not do: the answer to the commit that claimed it was lost, or what it is
-- for went away meanwhile. One for which a newer wish waits is cancelled: that one covers it.
-- $1 operation uuid, $2 worker uuid
-- Columns: released.
WITH given_back AS (
    UPDATE console.outbox o
       SET state = CASE WHEN EXISTS (SELECT FROM console.outbox n
                                      WHERE n.entity_id = o.entity_id AND n.state = 'pending'
                                        AND n.target = o.target AND n.effect = o.effect)
                        THEN 'cancelled' ELSE 'pending' END,
           next_attempt_at = clock_timestamp(), worker_id = NULL, lease_until = NULL
     WHERE o.operation_id = $1::uuid AND o.worker_id = $2::uuid AND o.state = 'running'
    RETURNING o.id
)
SELECT count(*) AS released, pg_notify('hotspot_console', 'outbox') FROM given_back HAVING count(*) > 0
