-- Which of these users a router serves, and under what account.
-- $1 uuid[] users, $2 router
-- Columns: user_id, account.
SELECT u.id AS user_id,
       CASE WHEN u.phone_number LIKE '+62%' THEN '0' || substr(u.phone_number, 4) ELSE u.phone_number END AS account
  FROM public.users u
 WHERE u.id = ANY ($1::uuid[]) AND console.user_router(coalesce(u.mikrotik_server_name, '')) = $2
