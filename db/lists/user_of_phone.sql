-- Whose phone number it is.
-- $1 number in stored form
-- Columns: user, name.
SELECT u.id, COALESCE(u.full_name, u.phone_number)
  FROM public.users u
 WHERE u.phone_number = $1
