-- The jobs that work on a router, and what they last said.
-- $1 router
-- Columns: name (without the router), last_run_at, next_run_at, result, error, is_paused, is_running, id (its whole name).
SELECT split_part(j.name, ':', 1) AS name, to_char(j.last_run_at, 'YYYY-MM-DD HH24:MI:SS') AS last_run_at,
       to_char(j.next_run_at, 'HH24:MI:SS') AS next_run_at, j.last_result AS result, j.last_error AS error, j.is_paused,
       coalesce(j.lease_until > clock_timestamp(), false) AS is_running,
       j.name AS id
  FROM console.job j
 WHERE j.name = split_part(j.name, ':', 1) || ':' || $1
 ORDER BY j.name
