-- The router is taken over: what was read is written here.
-- $1 take-over
SELECT console.takeover_write($1::uuid) AS rows
