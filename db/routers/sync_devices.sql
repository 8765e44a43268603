-- What a router is asked about users by: their accounts, and the devices that sync_desired.sql gives them, in its order (NULLs for a
-- user without any).
-- $1 uuid[] users
-- Columns: user_id, account, device_id, mac, ip.
SELECT u.id AS user_id, console.account_name(u.phone_number) AS account, v.device_id, v.mac, v.ip
  FROM public.users u
  LEFT JOIN LATERAL (
       SELECT d.id AS device_id, upper(replace(d.mac_address, '-', ':')) AS mac, nullif(d.ip_address, '') AS ip
         FROM public.user_devices d
        WHERE d.user_id = u.id
        UNION ALL
       SELECT md5(r.user_id || r.mac)::uuid, r.mac, r.address
         FROM console.device_removed r
        WHERE r.user_id = u.id
          AND NOT EXISTS (SELECT FROM public.user_devices o
                           WHERE o.user_id = r.user_id AND upper(replace(o.mac_address, '-', ':')) = r.mac)) v ON true
 WHERE u.id = ANY ($1::uuid[])
 ORDER BY u.id, v.mac, v.device_id
