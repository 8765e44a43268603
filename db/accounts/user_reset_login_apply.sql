-- Ends the logins of customers, at the portal and on the router, and forgets their devices: they log in anew. Quota and the
-- account stay.
-- $1 operation uuid, $2 uuid[] user ids (locked)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'user', f.user_id::text, '{}', '{}', jsonb_strip_nulls(jsonb_build_object('devices', f.macs))
  FROM console.operation o
 CROSS JOIN console.forget_logins($1::uuid, (SELECT array_agg(u.id)
                                               FROM public.users u
                                              WHERE u.id = ANY ($2::uuid[]) AND console.admin_refusal(u.role) IS NULL),
                                  false) f
 WHERE o.id = $1::uuid
