-- Takes lines over.
-- $1 operation uuid, $2 text[] lines, $3 phone number or NULL
-- Columns: id (none for those that it may not be done to by now).
SELECT s.id FROM console.ppp_do($1::uuid, $2::text[]::uuid[], 'take', NULL::text, ROW($3::text, NULL, NULL, NULL, NULL)::console.ppp_change) AS s (id)
