-- Withdraws the effects of an operation that have not begun.
-- $1 operation uuid
UPDATE console.outbox o
   SET state = 'cancelled', last_error = 'stopped by the operator'
 WHERE o.operation_id = $1::uuid AND o.state = 'pending'
