-- Customers of one router whose phone numbers come to the name of one hotspot user (+81… and +62 81…): one each.
-- Columns: count, example.
WITH person AS MATERIALIZED (
    SELECT u.phone_number, console.server_of(u.mikrotik_server_name, u.role, (SELECT console.default_servers())) AS served_by, console.account_name(u.phone_number) AS account
      FROM public.users u
), twin AS MATERIALIZED (
    SELECT p.account FROM person p GROUP BY p.account HAVING count(*) > 1
), shared AS (
    SELECT console.user_router(p.served_by) AS router, p.account, string_agg(p.phone_number, ', ' ORDER BY p.phone_number) AS numbers
      FROM twin t
      JOIN person p ON p.account = t.account
     GROUP BY 1, 2
    HAVING count(*) > 1
)
SELECT count(*) AS count, min(format('%s: %s', s.account, s.numbers)) AS example FROM shared s WHERE s.router IS NOT NULL
