-- Customers who are kept out for an invoice, and have none that is overdue.
-- Columns: count, example.
SELECT count(*) AS count, min(format('user %s: %s', u.id, u.blocked_reason)) AS example
  FROM public.users u
 WHERE u.is_blocked AND console.is_isolir_block(u.blocked_reason)
   AND NOT EXISTS (SELECT FROM console.invoice i
                    WHERE i.user_id = u.id AND i.status IN ('unpaid', 'expired') AND i.due_on < (SELECT console.today()))
