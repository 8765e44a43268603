-- Notes what became of it.
-- $1 subject, $2 copy, $3 outcome: taken, broken
UPDATE console.receipt_copy c
   SET outcome = $3, ended_at = clock_timestamp()
 WHERE c.subject = $1 AND c.copy = $2::integer
