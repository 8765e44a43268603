-- What stands in a customer's record, a column an argument of users.edit.
-- $1 user id
-- Columns: phone, name, block, room, server, tamping.
SELECT u.phone_number AS phone, u.full_name AS name, u.blok AS block, u.kamar AS room, u.mikrotik_server_name AS server,
       CASE WHEN u.is_tamping THEN u.tamping_type END AS tamping
  FROM public.users u
 WHERE u.id = $1::uuid
