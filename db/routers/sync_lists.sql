-- The managed address lists and how strict each is, and the date and time that our comments carry.
-- Columns: list_name, strictness (of the most open status that uses it), date, time.
SELECT r.list_name, min(r.strictness) AS strictness,
       to_char(statement_timestamp() AT TIME ZONE z.name, 'YYYY-MM-DD') AS date,
       to_char(statement_timestamp() AT TIME ZONE z.name, 'HH24:MI:SS') AS time
  FROM console.access_rule() r
 CROSS JOIN (SELECT console.zone() AS name OFFSET 0) z
 GROUP BY r.list_name, z.name
 ORDER BY r.list_name
