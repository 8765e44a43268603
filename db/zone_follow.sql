-- Gives the session the zone of all days and times, whatever zone the server, the role or the host has.
-- Columns: name, offset_s (what it is ahead of UTC now).
SELECT set_config('TimeZone', z.name, false) AS name,
       date_part('epoch', (now() AT TIME ZONE z.name) - (now() AT TIME ZONE 'UTC'))::bigint AS offset_s
  FROM (SELECT console.zone_in_force() AS name OFFSET 0) z
