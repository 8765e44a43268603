-- What time it is, for what was seen just now.
-- Columns: now.
SELECT to_char(clock_timestamp(), 'HH24:MI:SS') AS now
