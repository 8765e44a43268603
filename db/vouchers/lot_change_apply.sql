-- Changes lots of which nothing is on the router yet, and puts them there.
-- $1 operation uuid, $2 text[] lots, $3 profile or NULL, $4 server or NULL
-- Columns: id (none for those that it may not be done to by now).
SELECT s.id FROM console.lot_do($1::uuid, $2::text[]::uuid[], 'change', $3::text, $4::text) AS s (id)
