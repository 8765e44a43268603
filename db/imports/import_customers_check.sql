-- Judges the staged lines of customers: what is wrong with one, and what would become of it.
-- $1 import
WITH line AS MATERIALIZED (
    SELECT l.ctid AS place, l.line, l.phone, l.name, l.block, l.room, l.server, l.package, l.quota, l.used, l.expires,
           l.password, l.mac,
           min(l.line) OVER p AS first_phone, max(l.line) OVER p AS last_phone,
           CASE WHEN l.mac IS NOT NULL THEN min(l.line) OVER m END AS first_mac,
           CASE WHEN l.mac IS NOT NULL THEN max(l.line) OVER m END AS last_mac
      FROM console.import_customers l
     WHERE l.import_id = $1::bigint AND (l.fault_kind IS NULL OR l.verdict = 'judged')
    WINDOW p AS (PARTITION BY l.phone), m AS (PARTITION BY l.mac)
), adopted AS MATERIALIZED (
    SELECT r.room, console.room_stored(r.room) AS stored FROM (SELECT DISTINCT l.room FROM line l WHERE l.room IS NOT NULL) r
), number AS MATERIALIZED (
    SELECT l.place, u.id AS user_id FROM line l JOIN public.users u ON u.phone_number = l.phone
    UNION ALL
    SELECT l.place, n.user_id FROM line l JOIN console.numbers_spelled_otherwise() n ON n.stored = l.phone
), owner AS MATERIALIZED (
    SELECT DISTINCT ON (n.place) n.place, u.id, u.full_name, u.blok, u.kamar, u.mikrotik_server_name
      FROM number n
      JOIN public.users u ON u.id = n.user_id
     ORDER BY n.place, u.id
), taken AS MATERIALIZED (
    SELECT DISTINCT ON (l.place) l.place, d.user_id, u.full_name
      FROM line l
      JOIN public.user_devices d ON upper(replace(d.mac_address, '-', ':')) = l.mac
      JOIN public.users u ON u.id = d.user_id
      LEFT JOIN owner o ON o.place = l.place
     WHERE o.id IS DISTINCT FROM d.user_id
     ORDER BY l.place, d.user_id
), offered AS MATERIALIZED (
    SELECT k.name, CASE WHEN p.id IS NULL THEN 'there is no package ' || k.name
                        WHEN NOT p.is_active THEN 'package ' || k.name || ' is sold no more' END AS refusal
      FROM (SELECT DISTINCT l.package AS name FROM line l WHERE l.package IS NOT NULL) k
      LEFT JOIN public.packages p ON p.name = k.name
), judged AS (
    SELECT l.place, o.id AS user_id,
           CASE WHEN l.first_phone <> l.last_phone THEN 'twice'
                WHEN l.first_mac <> l.last_mac THEN 'twice'
                WHEN f.refusal IS NOT NULL THEN 'unknown'
                WHEN t.place IS NOT NULL THEN 'taken' END AS fault_kind,
           CASE WHEN l.first_phone <> l.last_phone
                THEN 'phone: ' || console.import_other_line(l.line, l.first_phone, l.last_phone)
                WHEN l.first_mac <> l.last_mac THEN 'mac: ' || console.import_other_line(l.line, l.first_mac, l.last_mac)
                WHEN f.refusal IS NOT NULL THEN 'package: ' || f.refusal
                WHEN t.place IS NOT NULL THEN 'mac: it is a device of ' || t.full_name END AS fault,
           CASE WHEN o.id IS NULL THEN 'new'
                WHEN (l.name IS NULL OR l.name = o.full_name)
                     AND (l.block IS NULL OR console.block_stored(l.block) IS NOT DISTINCT FROM o.blok)
                     AND (l.room IS NULL OR a.stored IS NOT DISTINCT FROM o.kamar)
                     AND (l.server IS NULL OR l.server IS NOT DISTINCT FROM o.mikrotik_server_name)
                THEN 'same' ELSE i.existing END AS verdict
      FROM line l
     CROSS JOIN (SELECT x.existing FROM console.import x WHERE x.id = $1::bigint) i
      LEFT JOIN owner o ON o.place = l.place
      LEFT JOIN taken t ON t.place = l.place
      LEFT JOIN offered f ON f.name = l.package
      LEFT JOIN adopted a ON a.room = l.room
)
UPDATE console.import_customers l
   SET fault_kind = j.fault_kind, fault = j.fault, user_id = coalesce(j.user_id, gen_random_uuid()),
       verdict = CASE WHEN j.fault_kind IS NOT NULL THEN 'judged' WHEN j.verdict = 'keep' THEN 'kept' ELSE j.verdict END
  FROM judged j
 WHERE l.ctid = j.place
