-- Notes that a router was looked at, or why that could not be.
-- $1 take-over, $2 why not; NULL: it was
UPDATE console.takeover t
   SET state = CASE WHEN $2::text IS NULL AND t.state = 'looking' THEN 'looked' ELSE t.state END, trouble = $2::text,
       changed_at = clock_timestamp()
 WHERE t.id = $1::uuid
