-- The session's zone where none can be looked up: in a database that is not migrated.
-- Columns: name, offset_s.
SELECT set_config('TimeZone', 'Asia/Jakarta', false) AS name, 25200 AS offset_s
