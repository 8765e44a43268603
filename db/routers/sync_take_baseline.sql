-- Takes the router's counters as they are, where a reset asked for it and nobody was faster. Lower
-- counters than the baseline are left to the usage sync: they were counted since the router restarted.
-- $1 uuid[] devices, $2 bigint[] bytes, $3 text[] host ids, $4 integer[] uptimes in seconds (NULL: not said)
WITH taken AS (
    UPDATE public.user_devices d
       SET last_bytes_total = h.bytes, last_hotspot_host_id = h.host_id, last_hotspot_uptime_seconds = h.uptime_s,
           last_bytes_updated_at = clock_timestamp()
      FROM unnest($1::uuid[], $2::bigint[], $3::text[], $4::integer[]) AS h (device_id, bytes, host_id, uptime_s)
      JOIN console.counter_reset r ON r.device_id = h.device_id
     WHERE d.id = h.device_id AND d.last_bytes_updated_at = r.reset_at AND d.last_bytes_total <= h.bytes
    RETURNING d.id
)
DELETE FROM console.counter_reset r USING taken t WHERE r.device_id = t.id
