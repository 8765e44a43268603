-- Notes that a router is as it was when it was taken over.
-- $1 take-over, $2 profiles whose script somebody made otherwise, and that were left; NULL: none
UPDATE console.takeover t
   SET state = 'undone', changed_at = clock_timestamp(), trouble = 'has another script by now and was left: ' || $2::text
 WHERE t.id = $1::uuid
