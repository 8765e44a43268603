-- Takes notes back, as an undo says; they stay to be seen.
-- $1 operation uuid
UPDATE console.user_note n
   SET taken_back_at = now(), taken_back_by = a.actor
  FROM console.audit_log a
 WHERE a.operation_id = $1::uuid AND a.entity_type = 'user_note' AND a.after IS NULL
   AND n.id = a.entity_id::uuid AND n.taken_back_at IS NULL
