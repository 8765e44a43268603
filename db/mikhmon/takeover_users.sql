-- The vouchers of a router as they were when it was taken over.
-- $1 take-over
-- Columns: name, server, password, profile, comment, disabled, mac, limit_uptime_s, limit_bytes.
SELECT u.name, u.server, coalesce(u.password, '') AS password, u.profile, u.comment,
       CASE WHEN u.is_disabled THEN 'yes' ELSE 'no' END AS disabled, coalesce(nullif(u.mac, '00:00:00:00:00:00'), '') AS mac,
       u.limit_uptime_s, u.limit_bytes
  FROM console.takeover_user u
 WHERE u.takeover_id = $1::uuid AND u.is_voucher
 ORDER BY u.name, u.server
