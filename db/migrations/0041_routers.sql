-- applies: always
-- What the console has to remember of routers and their counters beside the portal's columns.

-- Devices whose counters a reset wants taken as they are. It holds until somebody, we or a portal, has read the
-- counters again: then user_devices.last_bytes_updated_at is another than reset_at. The portal's own columns are no
-- mark for that: it leaves last_hotspot_host_id NULL where it does not know it.
CREATE TABLE console.counter_reset (
    device_id uuid PRIMARY KEY,
    reset_at  timestamptz NOT NULL
) WITH (fillfactor = 50);

-- The row of the router that a device's counters were read from before its present one. A device has two for a while
-- when it changes its address, and may come back to the first: what was counted there is not counted again.
CREATE TABLE console.counter_row (
    device_id uuid PRIMARY KEY,
    host_id   text NOT NULL,
    bytes     bigint NOT NULL,
    uptime_s  integer
) WITH (fillfactor = 50);

-- What each router says of itself once a connection, and since when its counters stand still.
ALTER TABLE console.router_sync_state
    ADD COLUMN device_mode       text,        -- home, basic, advanced, rose; NULL: it has none
    ADD COLUMN allows_hotspot    boolean,     -- its device-mode does; NULL: not said, as below
    ADD COLUMN allows_proxy      boolean,
    ADD COLUMN is_flagged        boolean,     -- it found traces of a break-in when it started
    ADD COLUMN lacks_policies    text,        -- of those that our account needs; '': none
    ADD COLUMN refused_menus     text,        -- that our account may not read
    ADD COLUMN counters_moved_at timestamptz; -- the last reading in which a customer's counter was another
