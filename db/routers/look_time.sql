-- The time of a look, by the shop's clock.
-- Columns: at.
SELECT to_char(clock_timestamp(), 'HH24:MI:SS') AS at
