-- Whether a step of a take-over is done.
-- $1 take-over, $2 step
-- Columns: done.
SELECT EXISTS (SELECT FROM console.takeover_step s WHERE s.takeover_id = $1::uuid AND s.step = $2) AS done
