-- Devices with which a customer is online, and that are let in for another one.
-- Columns: cause, key, label, detail, user_id, since.
WITH lent AS MATERIALIZED (
    SELECT s.router, s.id, s.mac, s.account, s.user_id, d.owner
      FROM console.router_session s
     CROSS JOIN LATERAL (SELECT min(x.user_id::text)::uuid AS owner, bool_or(x.user_id = s.user_id) AS is_own
                           FROM public.user_devices x
                          WHERE upper(replace(x.mac_address, '-', ':')) = upper(s.mac) AND x.is_authorized) d
     WHERE s.user_id IS NOT NULL AND NOT d.is_own
)
SELECT l.router AS cause, l.id::text AS key, coalesce(u.full_name, l.account) AS label,
       concat_ws(', ', l.mac, o.full_name) AS detail, l.user_id, NULL::timestamptz AS since
  FROM lent l
  LEFT JOIN public.users u ON u.id = l.user_id
  LEFT JOIN public.users o ON o.id = l.owner
