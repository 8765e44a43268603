-- Whether a target has rows that are due: cheap, for an idle worker.
-- $1 target
-- Columns: is_due.
SELECT EXISTS (SELECT FROM console.outbox o
                WHERE o.state = 'pending' AND o.target = $1 AND o.next_attempt_at <= clock_timestamp()) AS is_due
