-- The statement that says what a database is for.
-- $1 name, $2 what
-- Columns: statement.
SELECT format('COMMENT ON DATABASE %I IS %L', $1::text, $2::text) AS statement
