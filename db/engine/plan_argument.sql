-- What a plan of many is given, kept in the session until its transaction ends; NULL differs from an empty text.
-- $1 its number, $2 the argument
-- Columns: none of use.
SELECT set_config('hotspot_console.argument_' || $1, coalesce('=' || $2, ''), true)
