-- Tells of the printers that this host's configuration has; writes only what differs.
-- $1 text[] names, $2 text[] places
INSERT INTO console.printer AS p (name, place)
SELECT w.name, w.place
  FROM unnest($1::text[], $2::text[]) AS w (name, place)
 ORDER BY w.name
ON CONFLICT (name) DO UPDATE SET place = excluded.place, updated_at = now() WHERE p.place <> excluded.place
