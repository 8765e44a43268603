-- Notes what a router said of itself when it was read. All its times are in its own zone.
-- $1 take-over, $2 its clock, $3 its zone (NULL: it names none), $4 its hotspot's dns-name (NULL: none)
UPDATE console.takeover t
   SET clock = $2::timestamp, zone = CASE WHEN z.is_known THEN $3 ELSE console.zone() END, zone_is_ours = NOT z.is_known,
       dns_name = $4, looked_at = clock_timestamp()
  FROM (SELECT EXISTS (SELECT FROM pg_timezone_names n WHERE n.name = $3::text) AS is_known) z
 WHERE t.id = $1::uuid
