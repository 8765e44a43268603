-- Sessions of a charge that can be paid still as far as is known, and should not be: another is the one in force, or the
-- charge has ended.
-- $1 charge uuid
-- Columns: order_id, reference, session_id.
SELECT c.order_id, s.reference, s.session_id
  FROM console.charge c
  JOIN console.xendit_session s ON s.order_id = c.order_id
 WHERE c.id = $1::uuid AND s.status = 'ACTIVE' AND s.session_id IS NOT NULL
   AND (c.state NOT IN ('new', 'open') OR s.session_id <> c.transaction_id)
 ORDER BY s.number
