-- Whether a take-over is in one of some states.
-- $1 take-over, $2 text[] states
-- Columns: it_is.
SELECT EXISTS (SELECT FROM console.takeover t WHERE t.id = $1::uuid AND t.state = ANY ($2::text[])) AS it_is
