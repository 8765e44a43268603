-- Claims, on these routers, what the last look found to be claimable.
-- $1 operation uuid, $2 text[] names
-- Columns: id (of each new claim).
SELECT c.id FROM console.claim($1::uuid, NULL, $2::text[]) AS c (id)
