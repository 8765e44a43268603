-- What a router should hold of these users, a row for each device (NULLs for a user without any); nothing
-- of users whom another router serves. What was taken from a user of late comes along as a device that is not let in, so that
-- it is looked for.
-- $1 uuid[] users, $2 router
-- Columns: user_id, strictness, list_name, mark, account, password, server, profile, is_profile_set,
--          base_profile, limit_bytes, is_disabled, wants_account, binding_type, device_id, mac, ip, is_current,
--          takes_baseline, status, is_claimed, has_account, account_holder (the phone number of the customer who has a
--          hotspot user of that name already: +81 and +62 81 come to the same; NULL: nobody else), new_server.
WITH wanted AS MATERIALIZED (
    SELECT s.*, row_number() OVER (PARTITION BY s.user_id) AS place
      FROM console.desired_state($1::uuid[]) s
     WHERE s.router = $2
)
SELECT s.user_id, s.strictness, s.list_name, s.mark, s.account, s.password, s.server, s.profile, s.is_profile_set,
       s.base_profile, s.limit_bytes, s.is_disabled, s.wants_account, s.binding_type, v.device_id, v.mac, v.ip,
       v.is_current, EXISTS (SELECT FROM console.counter_reset r WHERE r.device_id = v.device_id) AS takes_baseline,
       s.status, s.is_claimed, s.has_account, h.phone_number AS account_holder,
       s.new_server
  FROM wanted s
 CROSS JOIN LATERAL (
       SELECT s.device_id, s.mac, s.ip, s.is_current
        UNION ALL
       SELECT md5(r.user_id || r.mac)::uuid, r.mac, r.address, false
         FROM console.device_removed r
        WHERE s.place = 1 AND r.user_id = s.user_id
          AND NOT EXISTS (SELECT FROM wanted o WHERE o.user_id = r.user_id AND o.mac = r.mac)) v
  LEFT JOIN LATERAL (
       SELECT o.phone_number
         FROM public.users me
        CROSS JOIN LATERAL (VALUES ('+62' || substr(s.account, 2)), ('62' || substr(s.account, 2)),
                                   ('+' || substr(s.account, 2)), (substr(s.account, 2)),
                                   ('+' || s.account), (s.account)) f (form)
         JOIN public.users o ON o.phone_number = f.form AND o.id <> me.id
        WHERE me.id = s.user_id AND console.account_name(o.phone_number) = s.account
          AND (o.approval_status <> 'APPROVED', o.created_at, o.id)
              < (me.approval_status <> 'APPROVED', me.created_at, me.id)
          AND console.user_router(console.server_of(o.mikrotik_server_name, o.role, (SELECT console.default_servers()))) = $2
        ORDER BY o.approval_status <> 'APPROVED', o.created_at, o.id
        LIMIT 1) h ON true
 ORDER BY s.user_id, v.mac, v.device_id
