-- Notes what holds a take-over up. Where nothing was changed on the router yet, it is as it was before the yes.
-- $1 take-over, $2 why
UPDATE console.takeover t
   SET trouble = $2::text, changed_at = clock_timestamp(),
       state = CASE WHEN t.state = 'taking' AND NOT EXISTS (SELECT FROM console.takeover_step s WHERE s.takeover_id = t.id) THEN 'looked'
                    ELSE t.state END
 WHERE t.id = $1::uuid
