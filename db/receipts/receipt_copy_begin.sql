-- Notes that a receipt begins to go to paper: from here on the next one is a copy.
-- $1 uuid of the print
-- Columns: subject, copy, is_copy.
INSERT INTO console.receipt_copy AS n (subject, copy, print_id)
SELECT p.subject, coalesce((SELECT max(c.copy) FROM console.receipt_copy c WHERE c.subject = p.subject), 0) + 1, p.id
  FROM console.receipt_print p
 WHERE p.id = $1::uuid
RETURNING n.subject, n.copy, n.copy > 1 AS is_copy
