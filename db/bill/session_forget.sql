-- Takes back a reference under which nothing was made: the request was not sent, or refused.
-- $1 reference
DELETE FROM console.xendit_session s WHERE s.reference = $1 AND s.session_id IS NULL
