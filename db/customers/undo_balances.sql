-- Books the opposite of what an undone operation booked on balances.
-- $1 operation uuid
INSERT INTO console.balance_entry (operation_id, user_id, rp, order_id, note)
SELECT o.id, b.user_id, -b.rp, 'UNDO-' || b.id, b.note
  FROM console.operation o
  JOIN console.balance_entry b ON b.operation_id = o.undo_of
 WHERE o.id = $1::uuid
   AND EXISTS (SELECT FROM console.audit_log a
                WHERE a.operation_id = o.id AND a.entity_type = 'user' AND a.entity_id = b.user_id::text AND a.before ? 'balance_rp')
 ORDER BY b.id
