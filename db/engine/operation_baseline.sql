-- Lets the devices of an operation's users take the router's counters as they are: the next reading
-- re-baselines and adds nothing. One that began before is left out by the time set here.
-- $1 operation uuid
UPDATE public.user_devices d
   SET last_bytes_total = coalesce(d.last_bytes_total, 0), last_bytes_updated_at = clock_timestamp(),
       last_hotspot_host_id = NULL
  FROM console.audit_log a
 WHERE a.operation_id = $1::uuid AND a.entity_type = 'user' AND d.user_id = a.entity_id::uuid
