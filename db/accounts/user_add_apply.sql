-- Makes a customer, approved and enabled, with a hotspot password of its own, which stands in no audit; who is told of it,
-- and of the password, the settings say.
-- $1 operation uuid, $2 uuid[] id of the row to make, $3 phone number as it is stored, $4 name, $5 package's name or NULL,
-- $6 hotspot server or NULL, $7 block or NULL, $8 room or NULL, $9 a note or NULL
WITH made AS (
    INSERT INTO public.users (id, phone_number, full_name, blok, kamar, is_active, role, approval_status, approved_at,
                              is_blocked, mikrotik_server_name, mikrotik_profile_name, mikrotik_password,
                              total_quota_purchased_mb, quota_expiry_date, is_unlimited_user)
    SELECT (d.u).id, (d.u).phone_number, (d.u).full_name, (d.u).blok, (d.u).kamar, true, (d.u).role, 'APPROVED', now(),
           false, (d.u).mikrotik_server_name, (d.u).mikrotik_profile_name, console.random_pin(),
           (d.u).total_quota_purchased_mb, (d.u).quota_expiry_date, (d.u).is_unlimited_user
      FROM (SELECT console.user_draft(g.id, $3, $4, $5, $6, $7, $8) AS u
              FROM unnest($2::uuid[]) AS g (id)
            OFFSET 0) d
     WHERE console.user_of_phone($3) IS NULL
    ON CONFLICT (phone_number) DO NOTHING
    RETURNING id, phone_number, full_name, blok, kamar, is_active, role, approval_status, mikrotik_server_name,
              mikrotik_profile_name, total_quota_purchased_mb, quota_expiry_date, is_unlimited_user
), noted AS (
    INSERT INTO console.user_note (user_id, text, actor)
    SELECT m.id, $9::text, o.actor
      FROM made m
     CROSS JOIN console.operation o
     WHERE o.id = $1::uuid AND $9::text IS NOT NULL
    RETURNING id, user_id, text
)
INSERT INTO console.audit_log (operation_id, actor, action, entity_type, entity_id, after, details)
SELECT o.id, o.actor, o.action, 'user', m.id::text, to_jsonb(m) - 'id',
       jsonb_strip_nulls(jsonb_build_object(
           'note', (SELECT n.text FROM noted n), 'welcome', console.notify_customer(m.id, 'welcome', '{}', NULL, o.id),
           'password', console.notify_customer(m.id, 'password', '{}', NULL, o.id)))
  FROM console.operation o
 CROSS JOIN made m
 WHERE o.id = $1::uuid
