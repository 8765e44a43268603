-- Gives a run back that was not made: the process is asked to end. It stays due.
-- $1 name, $2 worker, $3 run number
UPDATE console.job j
   SET lease_worker = NULL, lease_until = NULL
 WHERE j.name = $1 AND j.lease_worker = $2::uuid AND j.run_number = $3::bigint
