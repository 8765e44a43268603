-- What a print that was asked for is of.
-- $1 uuid
-- Columns: given.
SELECT p.given FROM console.receipt_print p WHERE p.id = $1::uuid
