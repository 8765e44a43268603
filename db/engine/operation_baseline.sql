-- Lets the devices of an operation's users take the router's counters as they are: the next reading
-- re-baselines and adds nothing. One that began before is left out by the time set here.
-- $1 operation uuid, $2 of its audit rows, those after this number; 0: all
WITH reset AS (
    UPDATE public.user_devices d
       SET last_bytes_total = coalesce(d.last_bytes_total, 0), last_bytes_updated_at = clock_timestamp()
      FROM console.audit_log a
     WHERE a.operation_id = $1::uuid AND a.entity_type = 'user' AND a.id > $2::bigint AND d.user_id = a.entity_id::uuid
    RETURNING d.id, d.last_bytes_updated_at
)
INSERT INTO console.counter_reset AS c (device_id, reset_at)
SELECT r.id, r.last_bytes_updated_at FROM reset r
ON CONFLICT (device_id) DO UPDATE SET reset_at = excluded.reset_at
