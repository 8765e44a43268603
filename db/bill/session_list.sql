-- All sessions that were asked for by a charge, oldest first; of a second payment the one that it came by.
-- $1 order id
-- Columns: reference, session_id (NULL: no answer ever said it), is_current (by the charge's own word), amount_rp (that was
--          asked for).
SELECT s.reference, s.session_id, coalesce(s.session_id = c.transaction_id, false) AS is_current, c.amount_rp
  FROM console.charge c
  JOIN console.xendit_session s ON s.order_id = coalesce(c.second_of, c.order_id)
 WHERE c.order_id = $1 AND (c.second_of IS NULL OR c.transaction_id IN (s.session_id, s.reference))
 ORDER BY s.number
