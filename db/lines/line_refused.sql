-- Notes what the router refused.
-- $1 uuid[] lines, $2 text[] what it said of each
SELECT console.ppp_refused($1::uuid[], $2::text[])
