-- Claims, of these users, what the last look at their routers found to be claimable.
-- $1 operation uuid, $2 uuid[] users (locked)
-- Columns: id (of each new claim).
SELECT c.id FROM console.claim($1::uuid, $2::uuid[], NULL) AS c (id)
