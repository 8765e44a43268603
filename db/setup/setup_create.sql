-- The statement that makes a database: its name can't be a parameter there.
-- $1 its name
-- Columns: statement.
SELECT format('CREATE DATABASE %I ENCODING ''UTF8'' TEMPLATE template0', $1::text) AS statement
