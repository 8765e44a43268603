-- A gateway gave no answer that is one.
-- $1 name, $2 why
-- Columns: failures, one after the other, seen by any host.
INSERT INTO console.gateway_state AS s (name, state, failures, last_error)
VALUES ($1, 'down', 1, $2)
ON CONFLICT (name) DO UPDATE
   SET state = 'down', failures = s.failures + 1, last_error = excluded.last_error, checked_at = clock_timestamp()
RETURNING s.failures
