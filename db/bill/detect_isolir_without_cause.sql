-- Customers who are kept out for an invoice, and have none that is overdue.
-- Columns: cause, key, label, detail, user_id, since.
SELECT ''::text AS cause, u.id::text AS key, u.full_name AS label, u.phone_number AS detail, u.id AS user_id,
       u.blocked_at AS since
  FROM public.users u
 WHERE u.is_blocked
   AND console.block_word(u.blocked_reason) = ANY (ARRAY(SELECT r.word FROM console.block_rule() r WHERE r.cause = 'isolir'))
   AND NOT EXISTS (SELECT FROM console.invoice i
                    WHERE i.user_id = u.id AND i.status IN ('unpaid', 'expired') AND i.due_on < (SELECT console.today()))
