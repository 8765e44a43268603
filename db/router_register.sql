-- Makes console.router what the configuration says: names, order, hotspot servers. Writes only what
-- differs. With no routers given nothing changes: a host without routers of its own is no reason to
-- take them from the others.
-- $1 text[] names in their order, $2 text[] each one's servers, comma-separated
WITH wanted AS (
    SELECT w.name, (w.position - 1)::integer AS position,
           CASE WHEN w.servers = '' THEN '{}' ELSE string_to_array(w.servers, ',') END AS servers
      FROM unnest($1::text[], $2::text[]) WITH ORDINALITY AS w (name, servers, position)
), disabled AS (
    UPDATE console.router r
       SET is_enabled = false, updated_at = now()
     WHERE r.is_enabled AND cardinality($1::text[]) > 0 AND r.name <> ALL ($1::text[])
)
INSERT INTO console.router AS r (name, position, servers)
SELECT w.name, w.position, w.servers FROM wanted w
ON CONFLICT (name) DO UPDATE
   SET position = excluded.position, servers = excluded.servers, is_enabled = true, updated_at = now()
 WHERE (r.position, r.servers, r.is_enabled) IS DISTINCT FROM (excluded.position, excluded.servers, true)
