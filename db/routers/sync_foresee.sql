-- What a router will be asked about the customers that an operation wants synced, while it still writes: as sync_devices.sql says
-- it of them. Of a customer whom a worker is just bringing to the router nothing is foreseen: it would be out of date.
-- $1 operation uuid
-- Columns: user_id, account, device_id, mac, ip, router.
WITH wish AS MATERIALIZED (
    SELECT substr(o.target, 8) AS router, o.entity_id AS user_id
      FROM console.outbox o
     WHERE o.operation_id = $1::uuid AND o.state = 'pending' AND o.effect = 'sync_user' AND o.target LIKE 'router:%'
       AND NOT EXISTS (SELECT FROM console.outbox r
                        WHERE r.entity_id = o.entity_id AND r.state = 'running'
                          AND r.target = o.target AND r.effect = o.effect)
     LIMIT 17 -- no more is asked for by name
)
SELECT u.id AS user_id, console.account_name(u.phone_number) AS account, v.device_id, v.mac, v.ip, w.router
  FROM wish w
  JOIN public.users u ON u.id = w.user_id
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
 ORDER BY u.id, v.mac, v.device_id
