-- Isolates lines.
-- $1 operation uuid, $2 text[] lines, $3 why
-- Columns: id (none for those that it may not be done to by now).
SELECT s.id FROM console.ppp_do($1::uuid, $2::text[]::uuid[], 'isolate', $3::text, NULL::console.ppp_change) AS s (id)
