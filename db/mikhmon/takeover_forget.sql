-- Forgets what was read of a router, for it is read anew.
-- $1 take-over, $2 whether its profiles, too
WITH profiles AS (DELETE FROM console.takeover_profile p WHERE p.takeover_id = $1::uuid AND $2::boolean),
     schedulers AS (DELETE FROM console.takeover_scheduler s WHERE s.takeover_id = $1::uuid),
     sessions AS (DELETE FROM console.takeover_session s WHERE s.takeover_id = $1::uuid),
     users AS (DELETE FROM console.takeover_user u WHERE u.takeover_id = $1::uuid),
     sales AS (DELETE FROM console.takeover_sale s WHERE s.takeover_id = $1::uuid)
DELETE FROM console.takeover_package p WHERE p.takeover_id = $1::uuid
