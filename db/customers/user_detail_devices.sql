-- Devices of one user, the one seen last first.
-- $1 user id, $2 at most so many
-- columns: mac_address, ip_address, label, last_bytes, last_seen_at, is_authorized, baseline_waits
SELECT d.mac_address, d.ip_address, d.label, d.last_bytes_total AS last_bytes,
       to_char(d.last_seen_at, 'YYYY-MM-DD HH24:MI') AS last_seen_at, d.is_authorized,
       d.last_bytes_total IS NOT NULL AND d.last_hotspot_host_id IS NULL AS baseline_waits
  FROM public.user_devices d
 WHERE d.user_id = $1::uuid
 ORDER BY d.last_seen_at DESC, d.mac_address
 LIMIT $2::int
