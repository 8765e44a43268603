-- A customer's hotspot password; only behind users.show_password, which notes who looks.
-- $1 user id
-- Columns: full_name, account, password.
SELECT u.full_name, console.account_name(u.phone_number) AS account, u.mikrotik_password AS password
  FROM public.users u
 WHERE u.id = $1::uuid AND coalesce(u.mikrotik_password, '') <> ''
