-- Removes lines: what the router does not have at once, the others when their secrets are gone there.
-- $1 operation uuid, $2 text[] lines
-- Columns: id (none for those that it may not be done to by now).
SELECT s.id FROM console.ppp_do($1::uuid, $2::text[]::uuid[], 'remove', NULL::text, NULL::console.ppp_change) AS s (id)
