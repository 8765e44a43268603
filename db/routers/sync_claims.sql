-- Which of those that comments on a router name have their rows there claimed: they are ours, whoever is synced.
-- $1 router, $2 uuid[] users, $3 text[] hotspot users' names, $4 boolean: everybody's are
-- Which router serves a server's name is worked out once for each name, not for each customer.
-- Columns: user_id, account.
SELECT u.id AS user_id, console.account_name(u.phone_number) AS account
  FROM public.users u
 WHERE (u.id = ANY ($2::uuid[])
        OR u.phone_number IN (SELECT f.form
                                FROM unnest($3::text[]) AS n (name)
                               CROSS JOIN LATERAL (VALUES ('+62' || substr(n.name, 2)), ('+' || substr(n.name, 2)),
                                                          ('+' || n.name), (n.name)) AS f (form)))
   AND coalesce((SELECT console.server_routers()) ->> console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers())),
                (SELECT console.user_router(NULL))) = $1
   AND ($4::boolean OR EXISTS (SELECT FROM console.router_claim c WHERE c.router = $1 AND c.user_id = u.id))
