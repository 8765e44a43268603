-- Edits records.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 phone number, $4 name, $5 block, $6 room, $7 hotspot server, $8 kind of
-- tamping: as of the plan
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after)
SELECT o.id, o.actor, o.action, 'user', u.id::text, c.before, c.after
  FROM console.operation o
 CROSS JOIN public.users u
 CROSS JOIN LATERAL console.user_edited(u, $3, $4, $5, $6, $7, $8) n
 CROSS JOIN LATERAL console.record_change(u, n) c
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND c.after IS NOT NULL
   AND ($3::text IS NULL OR console.phone_refusal($3, u.id) IS NULL)
