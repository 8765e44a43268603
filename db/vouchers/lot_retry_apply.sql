-- Puts on the router once more what it lacks of lots.
-- $1 operation uuid, $2 text[] lots
-- Columns: id (none for those that it may not be done to by now).
SELECT s.id FROM console.lot_do($1::uuid, $2::text[]::uuid[], 'retry', NULL::text, NULL::text) AS s (id)
