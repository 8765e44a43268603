-- Notes that a step of a take-over is done, and how much of it there was.
-- $1 take-over, $2 step
INSERT INTO console.takeover_step (takeover_id, step, rows)
SELECT t.id, $2::text,
       CASE $2::text WHEN 'monitors_off' THEN (SELECT count(*) FROM console.takeover_kept k WHERE k.takeover_id = t.id AND k.part = 'scheduler')
                     WHEN 'scripts_out' THEN (SELECT count(*) FROM console.takeover_kept k WHERE k.takeover_id = t.id AND k.part = 'profile')
                     ELSE coalesce((t.counts ->> 'vouchers')::bigint, 0) END
  FROM console.takeover t
 WHERE t.id = $1::uuid
ON CONFLICT DO NOTHING
