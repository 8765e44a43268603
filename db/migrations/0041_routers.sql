-- applies: always
-- What the console has to remember of routers and their counters beside the portal's columns.

-- Devices whose counters a reset wants taken as they are. It holds until somebody, we or a portal, has read the
-- counters again: then user_devices.last_bytes_updated_at is another than reset_at. The portal's own columns are no
-- mark for that: it leaves last_hotspot_host_id NULL where it does not know it.
CREATE TABLE console.counter_reset (
    device_id uuid PRIMARY KEY,
    reset_at  timestamptz NOT NULL
) WITH (fillfactor = 50);
