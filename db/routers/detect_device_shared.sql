-- Devices with which a customer is online, and that are let in for another one.
-- Columns: cause, key, label, detail, user_id, since.
SELECT s.router AS cause, s.id::text AS key, coalesce(u.full_name, s.account) AS label,
       concat_ws(', ', s.mac, o.full_name) AS detail, s.user_id, NULL::timestamptz AS since
  FROM console.router_session s
  JOIN public.user_devices d ON upper(replace(d.mac_address, '-', ':')) = upper(s.mac) AND d.user_id <> s.user_id
                            AND d.is_authorized
  LEFT JOIN public.users u ON u.id = s.user_id
  LEFT JOIN public.users o ON o.id = d.user_id
 WHERE s.user_id IS NOT NULL
   AND NOT EXISTS (SELECT FROM public.user_devices m
                    WHERE m.user_id = s.user_id AND upper(replace(m.mac_address, '-', ':')) = upper(s.mac) AND m.is_authorized)
