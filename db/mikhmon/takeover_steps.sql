-- The steps of a take-over, done or not, for its page.
-- $1 take-over
-- Columns: step, done_at, rows.
SELECT w.step, s.done_at, s.rows
  FROM unnest(ARRAY['remembered', 'monitors_off', 'scripts_out', 'read_again', 'written']) WITH ORDINALITY AS w (step, place)
  LEFT JOIN console.takeover_step s ON s.takeover_id = $1::uuid AND s.step = w.step
 ORDER BY w.place
