-- Judges the staged lines of devices.
-- $1 import
WITH line AS MATERIALIZED (
    SELECT l.ctid AS place, l.line, l.phone, l.mac, min(l.line) OVER m AS first_mac, max(l.line) OVER m AS last_mac
      FROM console.import_devices l
     WHERE l.import_id = $1::bigint AND (l.fault_kind IS NULL OR l.verdict = 'judged')
    WINDOW m AS (PARTITION BY l.mac)
), owner AS MATERIALIZED (
    SELECT DISTINCT ON (n.place) n.place, n.id
      FROM (SELECT l.place, u.id FROM line l JOIN public.users u ON u.phone_number = l.phone
            UNION ALL
            SELECT l.place, o.user_id FROM line l JOIN console.numbers_spelled_otherwise() o ON o.stored = l.phone) n
     ORDER BY n.place, n.id
), known AS MATERIALIZED (
    SELECT DISTINCT ON (l.place) l.place, d.user_id, u.full_name
      FROM line l
      LEFT JOIN owner o ON o.place = l.place
      JOIN public.user_devices d ON upper(replace(d.mac_address, '-', ':')) = l.mac
      JOIN public.users u ON u.id = d.user_id
     ORDER BY l.place, d.user_id = o.id DESC, d.user_id
), judged AS (
    SELECT l.place, o.id AS user_id, k.user_id = o.id AS is_same,
           CASE WHEN l.first_mac <> l.last_mac THEN 'twice'
                WHEN o.id IS NULL THEN 'unknown'
                WHEN k.user_id <> o.id THEN 'taken' END AS fault_kind,
           CASE WHEN l.first_mac <> l.last_mac THEN 'mac: ' || console.import_other_line(l.line, l.first_mac, l.last_mac)
                WHEN o.id IS NULL THEN 'phone: no customer has ' || l.phone
                WHEN k.user_id <> o.id THEN 'mac: it is a device of ' || k.full_name END AS fault
      FROM line l
      LEFT JOIN owner o ON o.place = l.place
      LEFT JOIN known k ON k.place = l.place
)
UPDATE console.import_devices l
   SET fault_kind = j.fault_kind, fault = j.fault, user_id = j.user_id,
       verdict = CASE WHEN j.fault_kind IS NOT NULL THEN 'judged' WHEN j.is_same THEN 'same' ELSE 'new' END
  FROM judged j
 WHERE l.ctid = j.place
