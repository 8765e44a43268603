-- Devices of one user, the one seen last first.
-- $1 user id, $2 at most so many
-- columns: mac_address, ip_address, label, last_bytes, last_seen_at, is_authorized, baseline_waits
SELECT d.mac_address, d.ip_address, d.label, d.last_bytes_total AS last_bytes,
       to_char(d.last_seen_at, 'YYYY-MM-DD HH24:MI') AS last_seen_at, d.is_authorized,
       r.device_id IS NOT NULL AS baseline_waits
  FROM public.user_devices d
  LEFT JOIN console.counter_reset r ON r.device_id = d.id AND r.reset_at = d.last_bytes_updated_at
 WHERE d.user_id = $1::uuid
 ORDER BY d.last_seen_at DESC, d.mac_address
 LIMIT $2::int
