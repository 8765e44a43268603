-- What the form of a new ticket begins with: of a customer the number, of an incident its number and the customer whom alone it
-- is about, of a router its name.
-- $1 a customer, an incident or a router
-- Columns: text, customer, incident, router.
SELECT NULL AS text, console.account_name(u.phone_number) AS customer, NULL AS incident, NULL AS router
  FROM public.users u
 WHERE u.id = CASE WHEN $1::text ~* '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' THEN $1::text::uuid END
UNION ALL
SELECT NULL, (SELECT console.account_name(u.phone_number)
                FROM public.users u
               WHERE i.rows = 1 AND u.id = (SELECT r.user_id FROM console.incident_row r WHERE r.incident_id = i.id LIMIT 1)),
       i.id::text, (SELECT r.name FROM console.router r WHERE r.name = i.cause)
  FROM console.incident i
 WHERE i.id = CASE WHEN $1::text ~ '^[0-9]{1,18}$' THEN $1::text::bigint END
UNION ALL
SELECT NULL, NULL, NULL, r.name FROM console.router r WHERE r.name = $1::text
