-- The statement that makes a database to restore into, with texts and order as they were.
-- $1 name, $2 encoding, $3 collate, $4 ctype, $5 provider (NULL: the server knows none), $6 its locale
-- Columns: statement.
SELECT format('CREATE DATABASE %I TEMPLATE template0 ENCODING %L', $1::text, $2::text)
       || CASE WHEN $3 <> '' THEN format(' LC_COLLATE %L LC_CTYPE %L', $3::text, $4::text) ELSE '' END
       || CASE $5 WHEN 'i' THEN format(' LOCALE_PROVIDER icu ICU_LOCALE %L', $6::text)
                  WHEN 'b' THEN format(' LOCALE_PROVIDER builtin BUILTIN_LOCALE %L', $6::text) ELSE '' END AS statement
