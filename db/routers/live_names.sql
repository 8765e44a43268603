-- Whose devices these are.
-- $1 text[] MACs as routers write them
-- Columns: mac, user_id, full_name.
SELECT d.mac_address AS mac, u.id AS user_id, u.full_name
  FROM public.user_devices d
  JOIN public.users u ON u.id = d.user_id
 WHERE d.mac_address = ANY ($1::text[])
 ORDER BY d.is_authorized
