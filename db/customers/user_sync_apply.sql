-- Notes that users are to be brought to their router; nothing about them changes in the database.
-- $1 operation uuid, $2 uuid[] user ids (locked)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id)
SELECT o.id, o.actor, o.action, 'user', u.id::text
  FROM console.operation o
 CROSS JOIN public.users u
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[])
   AND EXISTS (SELECT FROM console.router r WHERE r.is_enabled)
