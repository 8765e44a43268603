-- What Xendit says of a session.
-- $1 reference, $2 its id, $3 its status, $4 link, $5 expiry with offset
-- Columns: is_noted (false: no such reference, or another session is known by it).
SELECT console.session_note($1, $2, $3, $4, console.said_time($5)) AS is_noted
