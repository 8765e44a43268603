-- Lets registrations in, each with a hotspot password of its own, which stands in no audit.
-- $1 operation uuid, $2 uuid[] user ids (locked), $3 package's name or NULL, $4 MB or NULL, $5 days or
-- NULL
WITH password AS (
    UPDATE public.users u SET mikrotik_password = console.random_pin()
     WHERE u.id = ANY ($2::uuid[]) AND console.approve_refusal(u, $3, $4::bigint, $5::integer) IS NULL
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, before, after, details)
SELECT o.id, o.actor, o.action, 'user', u.id::text, c.before, c.after,
       jsonb_build_object('welcome', console.notify_customer(u.id, 'welcome', '{}', NULL, o.id),
                          'password', console.notify_customer(u.id, 'password', '{}', NULL, o.id))
  FROM console.operation o
 CROSS JOIN public.users u
 CROSS JOIN LATERAL console.user_approved(u, $3, $4::bigint, $5::integer) n
 CROSS JOIN LATERAL console.record_change(u, n) c
 WHERE o.id = $1::uuid AND u.id = ANY ($2::uuid[]) AND console.approve_refusal(u, $3, $4::bigint, $5::integer) IS NULL
