-- Devices of one user, then those that the routers say may be his; of each the one seen last first.
-- $1 user id, $2 at most so many
-- columns: mac_address, ip_address, label, last_bytes, last_seen_at, is_authorized, baseline_waits,
--          told (by what the routers say that it is his: login or comment; NULL: it is his),
--          id (as console.devices() has it: of what the router sees, else of the device itself)
SELECT d.mac_address, d.ip_address, d.label, d.bytes AS last_bytes,
       to_char(d.last_seen_at, 'YYYY-MM-DD HH24:MI') AS last_seen_at, d.is_authorized, d.baseline_waits, d.told,
       d.id
  FROM (SELECT o.mac_address, o.ip_address, o.label, o.last_bytes_total AS bytes, o.last_seen_at, o.is_authorized,
               r.device_id IS NOT NULL AS baseline_waits, NULL AS told,
               coalesce((SELECT h.id
                           FROM console.router_host_seen h
                          WHERE h.mac = upper(replace(o.mac_address, '-', ':'))
                          ORDER BY h.last_seen_at DESC, h.id
                          LIMIT 1), o.id) AS id
          FROM public.user_devices o
          LEFT JOIN console.counter_reset r ON r.device_id = o.id AND r.reset_at = o.last_bytes_updated_at
         WHERE o.user_id = $1::uuid
        UNION ALL
        SELECT h.mac, h.address, h.host_name, h.bytes, h.last_seen_at, false, false,
               CASE WHEN h.login_user_id IS NULL THEN 'comment' ELSE 'login' END, h.id
          FROM console.router_host_seen h
         WHERE coalesce(h.login_user_id, h.comment_user_id) = $1::uuid AND h.mac IS NOT NULL
           AND NOT EXISTS (SELECT FROM public.user_devices o
                            WHERE o.mac_address IN (h.mac, lower(h.mac), replace(h.mac, ':', '-'),
                                                    lower(replace(h.mac, ':', '-'))))) d
 ORDER BY d.told IS NOT NULL, d.last_seen_at DESC, d.mac_address
 LIMIT $2::int
