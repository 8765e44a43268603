-- Notes what a take-over will change on its router, and what stands there: schedulers that are on and end vouchers, scripts of
-- profiles. What was noted before stays.
-- $1 take-over
WITH kept AS (
    INSERT INTO console.takeover_kept (takeover_id, part, name, before)
    SELECT s.takeover_id, 'scheduler', s.name, convert_to('false', 'UTF8')
      FROM console.takeover_scheduler s
     WHERE s.takeover_id = $1::uuid AND NOT s.is_disabled
       AND (console.is_mikhmon_monitor(s.name, s.comment)
            OR EXISTS (SELECT FROM console.takeover_user u
                        WHERE u.takeover_id = s.takeover_id AND u.name = s.name AND u.is_voucher))
    UNION ALL
    SELECT p.takeover_id, 'profile', p.name, p.on_login
      FROM console.takeover_profile p
     WHERE p.takeover_id = $1::uuid AND p.is_mikhmon
    ON CONFLICT DO NOTHING
    RETURNING 1
)
INSERT INTO console.takeover_step (takeover_id, step, rows)
SELECT $1::uuid, 'remembered', (SELECT count(*) FROM kept)
ON CONFLICT DO NOTHING
