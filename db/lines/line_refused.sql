-- Notes what the router refused.
-- $1 uuid[] lines, $2 text[] what it said of each
-- Columns: news (of how many lines it had not said that before).
SELECT console.ppp_refused($1::uuid[], $2::text[]) AS news
