-- Gives back what processes that are gone held.
-- $1 uuid[] processes
UPDATE console.inbox n
   SET worker_id = NULL, lease_until = NULL, next_try_at = least(n.next_try_at, clock_timestamp())
 WHERE n.state = 'new' AND n.worker_id = ANY ($1::uuid[])
