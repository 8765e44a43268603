-- Makes a line.
-- $1 operation uuid, $2 uuid[] its id, $3 router, $4 name, $5 phone number of the customer or NULL, $6 profile or NULL, $7 address,
-- pool or NULL, $8 MAC, any or NULL: as of the plan
SELECT console.ppp_add($1::uuid, ($2::uuid[])[1], $3::text, $4::text, ROW($5::text, $6::text, $7::text, $8::text, NULL)::console.ppp_change) AS made
