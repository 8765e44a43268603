-- A setting's value in force.
-- $1 key, $2 the program's default
-- Columns: value.
SELECT console.setting($1, $2) AS value
