-- The statement that gives a database another name.
-- $1 name, $2 the other
-- Columns: statement.
SELECT format('ALTER DATABASE %I RENAME TO %I', $1::text, $2::text) AS statement
