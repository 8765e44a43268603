-- The database's clock before a router is read: what changes a baseline later is newer than the reading.
-- Columns: read_at.
SELECT clock_timestamp() AS read_at
