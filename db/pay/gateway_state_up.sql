-- A gateway answers. Nothing is written while nothing is new, so that a busy one costs no row a request.
-- $1 name
INSERT INTO console.gateway_state AS s (name, state, last_ok_at)
VALUES ($1, 'up', clock_timestamp())
ON CONFLICT (name) DO UPDATE
   SET state = 'up', failures = 0, last_ok_at = clock_timestamp(), checked_at = clock_timestamp()
 WHERE s.state <> 'up' OR s.failures > 0 OR s.checked_at < clock_timestamp() - interval '5 s'
