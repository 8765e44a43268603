-- Which of these users a router serves, and under what account.
-- $1 uuid[] users, $2 router
-- Which router serves a server's name is worked out once for each name, not for each customer.
-- Columns: user_id, account.
SELECT u.id AS user_id, console.account_name(u.phone_number) AS account
  FROM public.users u
 WHERE u.id = ANY ($1::uuid[])
   AND coalesce((SELECT console.server_routers()) ->> console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers())),
                (SELECT console.user_router(NULL))) = $2
