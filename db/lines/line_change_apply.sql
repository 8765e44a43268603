-- Changes lines.
-- $1 operation uuid, $2 text[] lines, $3 to $7 as $2 to $6 of the plan
-- Columns: id (none for those that it may not be done to by now).
SELECT s.id FROM console.ppp_do($1::uuid, $2::text[]::uuid[], 'change', NULL::text, ROW($3::text, $4::text, $5::text, $6::text, $7::text)::console.ppp_change) AS s (id)
