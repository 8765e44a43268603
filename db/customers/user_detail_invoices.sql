-- Invoices that one user owes, the one that is due first first.
-- $1 user id, $2 at most so many
-- Columns: id, invoice_number, subject, status, due_on, total_rp, overdue_days (0: it is not overdue).
SELECT i.id, i.invoice_number, i.subject, i.status, i.due_on, i.total_rp,
       greatest(0, (SELECT console.today()) - i.due_on) AS overdue_days
  FROM console.invoice i
 WHERE i.user_id = $1::uuid AND i.status IN ('unpaid', 'expired')
 ORDER BY i.due_on, i.invoice_number
 LIMIT $2::integer
