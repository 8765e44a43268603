-- Devices of two customers: one who is online by an account and a device of which the other one is another's; and MACs that are
-- let in for two, of which one came in the last day or is known already.
-- Columns: cause, key, label, detail, user_id, since.
WITH lent AS MATERIALIZED (
    SELECT s.router, s.mac, s.account_user_id AS user_id, s.user_id AS owner
      FROM console.router_session s
     WHERE s.is_lent
), fresh AS MATERIALIZED (
    SELECT upper(replace(d.mac_address, '-', ':')) AS mac
      FROM public.user_devices d
     WHERE d.first_seen_at > now() - interval '1 day' AND d.is_authorized
    UNION
    SELECT r.key
      FROM console.incident i
      JOIN console.incident_row r ON r.incident_id = i.id
     WHERE i.kind = 'device_shared' AND i.closed_at IS NULL
), twice AS (
    SELECT f.mac, d.owner, d.user_id, d.since
      FROM fresh f
     CROSS JOIN LATERAL (SELECT (min(x.user_id::text))::uuid AS owner, (max(x.user_id::text))::uuid AS user_id,
                                max(x.first_seen_at) AS since
                           FROM public.user_devices x
                          WHERE upper(replace(x.mac_address, '-', ':')) = f.mac AND x.is_authorized) d
     WHERE d.owner <> d.user_id
), both_kinds AS (
    SELECT ''::text AS cause, t.mac, t.user_id, t.owner, t.since FROM twice t
    UNION ALL
    SELECT l.router, l.mac, l.user_id, l.owner, NULL FROM lent l
)
SELECT b.cause, b.mac AS key, coalesce(u.full_name, b.mac) AS label, concat_ws(', ', b.mac, o.full_name) AS detail, b.user_id,
       b.since
  FROM both_kinds b
  LEFT JOIN public.users u ON u.id = b.user_id
  LEFT JOIN public.users o ON o.id = b.owner
