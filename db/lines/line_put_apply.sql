-- Writes lines to the router as they are here.
-- $1 operation uuid, $2 text[] lines
-- Columns: id (none for those that it may not be done to by now).
SELECT s.id FROM console.ppp_do($1::uuid, $2::text[]::uuid[], 'put', NULL::text, NULL::console.ppp_change) AS s (id)
