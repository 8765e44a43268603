-- How a user is called.
-- $1 user
-- Columns: name.
SELECT u.full_name
  FROM public.users u
 WHERE u.id = $1::uuid
