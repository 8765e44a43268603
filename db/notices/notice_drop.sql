-- A customer is not told after all.
-- $1 notice, $2 why
UPDATE console.notice n
   SET state = 'dropped', note = $2, ended_at = clock_timestamp()
 WHERE n.id = $1::bigint AND n.state = 'waiting'
