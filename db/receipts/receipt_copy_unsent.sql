-- Nothing of it has left: as if it had not begun.
-- $1 subject, $2 copy
DELETE FROM console.receipt_copy c WHERE c.subject = $1 AND c.copy = $2::integer
