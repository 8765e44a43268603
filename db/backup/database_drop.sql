-- The statement that drops a scratch database.
-- $1 name
-- Columns: statement.
SELECT format('DROP DATABASE IF EXISTS %I', $1::text) AS statement
