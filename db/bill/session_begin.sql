-- The reference under which a session is asked for next, written down before the request is sent.
-- $1 worker, $2 item, $3 attempt
-- Columns: reference (NULL: the claim is not ours any more).
SELECT console.session_begin($1::uuid, $2::bigint, $3::integer) AS reference
