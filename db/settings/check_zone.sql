-- The zone that is set and not used, since the server does not know it.
-- Columns: count, example.
SELECT count(*) AS count, min('APP_TIMEZONE is ' || quote_literal(left(w.value, 60))) AS example
  FROM (SELECT console.setting('APP_TIMEZONE', 'Asia/Jakarta') AS value) w
 WHERE w.value <> console.zone_in_force()
    OR NOT EXISTS (SELECT FROM pg_catalog.pg_timezone_names n WHERE n.name = w.value)
